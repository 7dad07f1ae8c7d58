using System.Security.Cryptography;
using System.Text;

public static class IdentifierHash
{
    public static string Of(string userId, string key)
    {
        // The key is text: use it as it stands, without decoding it.
        byte[] hash = HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(userId));
        return Convert.ToHexString(hash).ToLowerInvariant();
    }
}
