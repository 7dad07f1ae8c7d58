import json


def script_json(value):
    # JSON, with the one character escaped that could end the script.
    return json.dumps(value).replace("<", "\\u003c")


def identity_script(identity):
    if identity is None:
        return ""
    return f"""<script>
  window.addEventListener("chatbot:ready", function () {{
    window.$chatbot.setUser({script_json(identity["user_id"])}, {{
      identifier_hash: {script_json(identity["identifier_hash"])},
    }});
  }});
</script>"""
