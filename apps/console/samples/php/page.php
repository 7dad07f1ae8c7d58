<?php if ($identity = chatku_identity()): ?>
<script>
  window.addEventListener("chatbot:ready", function () {
    window.$chatbot.setUser(<?= json_encode($identity['user_id'], JSON_HEX_TAG | JSON_THROW_ON_ERROR) ?>, {
      identifier_hash: <?= json_encode($identity['identifier_hash'], JSON_THROW_ON_ERROR) ?>,
    });
  });
</script>
<?php endif ?>
