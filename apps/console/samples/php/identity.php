<?php

require_once __DIR__ . '/identifier_hash.php';

session_start();

function chatku_identity(): ?array
{
    // From your own session, never from the request: else anybody could ask for the hash of anybody.
    $user_id = (string) ($_SESSION['user_id'] ?? '');

    // Nobody is signed in: no hash, and the page makes no call of setUser.
    if ($user_id === '') {
        return null;
    }

    // Keep the key in your configuration, not in the code.
    $key = getenv('CHATKU_SPECIAL_KEY');
    if (! $key) {
        throw new RuntimeException('CHATKU_SPECIAL_KEY is not set.');
    }

    return ['user_id' => $user_id, 'identifier_hash' => identifier_hash($user_id, $key)];
}
