<?php

function identifier_hash(string $user_id, string $key): string
{
    // The key is text: use it as it stands, without decoding it.
    return hash_hmac('sha256', $user_id, $key);
}
