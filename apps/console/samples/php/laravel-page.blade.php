@php($identity = App\Support\ChatkuIdentity::ofSignedInUser())
@if ($identity)
<script>
  window.addEventListener("chatbot:ready", function () {
    window.$chatbot.setUser(@json($identity['user_id']), {
      identifier_hash: @json($identity['identifier_hash']),
    });
  });
</script>
@endif
