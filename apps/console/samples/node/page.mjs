// JSON, with the one character escaped that could end the script.
const json = (value) => JSON.stringify(value).replaceAll('<', '\\u003c');

export function identityScript(identity) {
  if (identity === null) return '';
  return `<script>
  window.addEventListener("chatbot:ready", function () {
    window.$chatbot.setUser(${json(identity.userId)}, {
      identifier_hash: ${json(identity.identifierHash)},
    });
  });
</script>`;
}
