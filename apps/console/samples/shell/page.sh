chatku_identity
if [ -n "$identifier_hash" ]; then
  # A string of JavaScript, with the characters escaped that could end it or the script.
  user_id_in_script=$(printf %s "$user_id" | sed 's/[\\"]/\\&/g; s/</\\u003c/g')
  cat <<HTML
<script>
  window.addEventListener("chatbot:ready", function () {
    window.\$chatbot.setUser("$user_id_in_script", {
      identifier_hash: "$identifier_hash",
    });
  });
</script>
HTML
fi
