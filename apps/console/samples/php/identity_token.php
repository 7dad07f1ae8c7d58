<?php

function identity_token(string $user_id, string $bot_id, string $key_id, string $key): string
{
    $base64url = fn (string $bytes): string => rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
    $json = fn (array $value): string => $base64url(json_encode($value, JSON_THROW_ON_ERROR));
    $now = time();
    $signed = $json(['alg' => 'HS256', 'typ' => 'JWT', 'kid' => $key_id]) . '.'
        . $json(['sub' => $user_id, 'aud' => $bot_id, 'iat' => $now, 'exp' => $now + 3600]);
    // The key is text: use it as it stands, without decoding it.
    return $signed . '.' . $base64url(hash_hmac('sha256', $signed, $key, true));
}
