/*
 * A certificate that nobody vouches for, of shop.example.com and 127.0.0.1, with its key. For tests; it opens nothing.
 *
 * openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 36500 -subj "/CN=Chatku test" \
 *   -addext "subjectAltName=DNS:shop.example.com,IP:127.0.0.1"
 */

export const TEST_CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBpjCCAUygAwIBAgIUEeATUMx2T3XpgNdSqViZX5r1pKowCgYIKoZIzj0EAwIw
FjEUMBIGA1UEAwwLQ2hhdGt1IHRlc3QwIBcNMjYxMTIzMTIwNDQzWhgPMjEyNjEw
MzAxMjA0NDNaMBYxFDASBgNVBAMMC0NoYXRrdSB0ZXN0MFkwEwYHKoZIzj0CAQYI
KoZIzj0DAQcDQgAEwAA2AovKBMX93JEdVw2g3ZAZsPnL7mxSrUupcVmcJHD7OgRI
rgxMHLgy3QK/4i5lu3TJjUMyyGDR3Q9rjmMGJ6N2MHQwHQYDVR0OBBYEFAMSknhJ
t2XjGLiXcGKHVEmgDtp8MB8GA1UdIwQYMBaAFAMSknhJt2XjGLiXcGKHVEmgDtp8
MA8GA1UdEwEB/wQFMAMBAf8wIQYDVR0RBBowGIIQc2hvcC5leGFtcGxlLmNvbYcE
fwAAATAKBggqhkjOPQQDAgNIADBFAiAlQW9N/d1uQ1m2n/5EApfVdrag+sr2ScFn
FGz2s5LUxgIhAMRzpWxpwdBK/ynymLMekwCZ/DC7sALiOAUlp//OYJ73
-----END CERTIFICATE-----
`;

export const TEST_CERTIFICATE_KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgelHQ4HNwokWTFez/
jZ0zke1eYLWdIXtWeOtOIOrrNfmhRANCAATAADYCi8oExf3ckR1XDaDdkBmw+cvu
bFKtS6lxWZwkcPs6BEiuDEwcuDLdAr/iLmW7dMmNQzLIYNHdD2uOYwYn
-----END PRIVATE KEY-----
`;
