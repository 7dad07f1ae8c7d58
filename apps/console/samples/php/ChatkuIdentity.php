<?php

// app/Support/ChatkuIdentity.php

namespace App\Support;

use Illuminate\Support\Facades\Auth;

require_once __DIR__ . '/identifier_hash.php';

final class ChatkuIdentity
{
    public static function ofSignedInUser(): ?array
    {
        // From your own session, never from the request: else anybody could ask for the hash of anybody.
        $user_id = (string) Auth::id();

        // Nobody is signed in: no hash, and the page makes no call of setUser.
        if ($user_id === '') {
            return null;
        }

        // Keep the key in your configuration, not in the code.
        // config/services.php: 'chatku' => ['special_key' => env('CHATKU_SPECIAL_KEY')],
        $key = config('services.chatku.special_key');
        if (! $key) {
            throw new \RuntimeException('CHATKU_SPECIAL_KEY is not set.');
        }

        return ['user_id' => $user_id, 'identifier_hash' => \identifier_hash($user_id, $key)];
    }
}
