package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
)

func IdentifierHash(userID, key string) string {
	// The key is text: use it as it stands, without decoding it.
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte(userID))
	return hex.EncodeToString(mac.Sum(nil))
}
