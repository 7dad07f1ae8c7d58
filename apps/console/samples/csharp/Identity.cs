using Microsoft.AspNetCore.Http;

public sealed record Identity(string UserId, string IdentifierHash)
{
    public static Identity? Of(ISession session)
    {
        // From your own session, never from the request: else anybody could ask for the hash of anybody.
        string? userId = session.GetString("user_id");

        // Nobody is signed in: no hash, and the page makes no call of setUser.
        if (string.IsNullOrEmpty(userId)) return null;

        // Keep the key in your configuration, not in the code.
        string key = Environment.GetEnvironmentVariable("CHATKU_SPECIAL_KEY")
            ?? throw new InvalidOperationException("CHATKU_SPECIAL_KEY is not set.");

        return new Identity(userId, global::IdentifierHash.Of(userId, key));
    }
}
