# identifier_hash USER_ID KEY: HMAC-SHA-256, written out with its two rounds (RFC 2104), since `openssl dgst -hmac KEY`
# shows the key to everybody who may list the processes of the machine. For bash.
identifier_hash() {
  # The key is text: use it as it stands, without decoding it.
  local key inner='' outer='' byte i
  key=$(printf %s "$2" | od -An -v -tx1 | tr -d ' \n')
  if ((${#key} > 128)); then key=$(printf %s "$2" | openssl dgst -sha256 -r | cut -c 1-64); fi
  for ((i = 0; i < 128; i += 2)); do
    byte=$((16#0${key:i:2}))
    printf -v inner "%s\\\\x%02x" "$inner" $((byte ^ 0x36))
    printf -v outer "%s\\\\x%02x" "$outer" $((byte ^ 0x5c))
  done
  inner=$({ printf %b "$inner" && printf %s "$1"; } | openssl dgst -sha256 -r | cut -c 1-64 | sed 's/../\\x&/g')
  printf %b "$outer$inner" | openssl dgst -sha256 -r | cut -c 1-64
}
