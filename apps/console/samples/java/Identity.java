import java.security.GeneralSecurityException;
import java.util.Objects;
import java.util.function.Function;

record Identity(String userId, String identifierHash) {
    /** Call it with the session of this request: Identity.of(request.getSession()::getAttribute). */
    static Identity of(Function<String, Object> session) throws GeneralSecurityException {
        // From your own session, never from the request: else anybody could ask for the hash of anybody.
        String userId = Objects.toString(session.apply("user_id"), "");

        // Nobody is signed in: no hash, and the page makes no call of setUser.
        if (userId.isEmpty()) return null;

        // Keep the key in your configuration, not in the code.
        String key = Objects.requireNonNull(System.getenv("CHATKU_SPECIAL_KEY"), "CHATKU_SPECIAL_KEY is not set.");

        return new Identity(userId, IdentifierHash.of(userId, key));
    }
}
