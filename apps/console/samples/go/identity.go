package main

import (
	"errors"
	"fmt"
	"os"
)

type Identity struct{ UserID, IdentifierHash string }

// The session is the one your server keeps for this request, such as session.Values of gorilla/sessions.
func IdentityOf(session map[interface{}]interface{}) (*Identity, error) {
	// From your own session, never from the request: else anybody could ask for the hash of anybody.
	id, signedIn := session["user_id"]

	// Nobody is signed in: no hash, and the page makes no call of setUser.
	if !signedIn || id == nil || id == "" {
		return nil, nil
	}

	// Keep the key in your configuration, not in the code.
	key := os.Getenv("CHATKU_SPECIAL_KEY")
	if key == "" {
		return nil, errors.New("CHATKU_SPECIAL_KEY is not set")
	}

	userID := fmt.Sprint(id)
	return &Identity{userID, IdentifierHash(userID, key)}, nil
}
