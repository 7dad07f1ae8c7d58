<?php
// driver.php MODE FOLDER: see ../runtimes.mjs.

namespace Illuminate\Support\Facades {
    /** Stands in for Laravel's. */
    final class Auth
    {
        public static int|string|null $id = null;

        public static function id(): int|string|null
        {
            return self::$id;
        }
    }
}

namespace {
    /** Stands in for Laravel's. */
    function config(string $key): ?string
    {
        return $key === 'services.chatku.special_key' ? (getenv('CHATKU_SPECIAL_KEY') ?: null) : null;
    }

    set_error_handler(fn (int $level, string $text) => throw new ErrorException($text));
    [, $mode, $folder] = $argv;
    $lines = array_slice(explode("\n", stream_get_contents(STDIN)), 0, -1);
    $user = fn (string $line): int|string|null => match (true) {
        $line === '-' => null,
        str_starts_with($line, '#') => (int) substr($line, 1),
        default => base64_decode($line, true),
    };
    $answers = [];

    if ($mode === 'hash') {
        require "$folder/identifier_hash.php";
        foreach ($lines as $line) {
            [$user_id, $key] = array_map('base64_decode', explode("\t", $line));
            $answers[] = identifier_hash($user_id, $key);
        }
    } elseif ($mode === 'token') {
        require "$folder/identity_token.php";
        foreach ($lines as $line) $answers[] = identity_token(...array_map('base64_decode', explode("\t", $line)));
    } elseif ($mode === 'framework') {
        require "$folder/ChatkuIdentity.php";
        foreach ($lines as $line) {
            Illuminate\Support\Facades\Auth::$id = $user($line);
            $identity = App\Support\ChatkuIdentity::ofSignedInUser();
            $answers[] = $identity ? base64_encode($identity['user_id']) . "\t" . $identity['identifier_hash'] : '-';
        }
    } else {
        // The first user is read from a session that was really stored, the others are put into it.
        ini_set('session.use_cookies', '0');
        session_save_path($sessions = sys_get_temp_dir());
        session_id($id = 'chatkusamples' . getmypid());
        session_start();
        $_SESSION['user_id'] = $user($lines[0]);
        session_write_close();
        $_SESSION = [];
        require "$folder/identity.php";
        unlink("$sessions/sess_$id");
        foreach ($lines as $index => $line) {
            if ($index > 0) $_SESSION = $line === '-' ? [] : ['user_id' => $user($line)];
            if ($mode === 'identity') {
                $identity = chatku_identity();
                $answers[] = $identity ? base64_encode($identity['user_id']) . "\t" . $identity['identifier_hash'] : '-';
            } else {
                ob_start();
                require "$folder/page.php";
                $answers[] = base64_encode(ob_get_clean());
            }
        }
    }
    echo implode("\n", $answers), "\n";
}
