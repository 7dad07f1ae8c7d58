# driver.sh MODE FOLDER: see ../runtimes.mjs.
set -euo pipefail
mode=$1
folder=$2
decode() { printf %s "$1" | openssl base64 -d -A; }
encode() { openssl base64 -A; }

if [ "$mode" = hash ]; then
  . "$folder/identifier-hash.sh"
  while IFS=$'\t' read -r user_id key; do
    identifier_hash "$(decode "$user_id")" "$(decode "$key")"
  done
  exit
fi

. "$folder/identity.sh"
SESSION_FILE=$(mktemp)
trap 'rm -f "$SESSION_FILE"' EXIT
while IFS= read -r line; do
  case $line in
    -) : ;;
    '#'*) printf 'user_id=%s\n' "${line#?}" ;;
    *) printf 'user_id=%s\n' "$(decode "$line")" ;;
  esac >"$SESSION_FILE"
  if [ "$mode" = page ]; then
    . "$folder/page.sh" | encode
    echo
    continue
  fi
  chatku_identity
  if [ -z "$identifier_hash" ]; then echo -; else printf '%s\t%s\n' "$(printf %s "$user_id" | encode)" "$identifier_hash"; fi
done
