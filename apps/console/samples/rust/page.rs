use crate::identity::Identity;

// JSON, with the one character escaped that could end the script.
fn script_json(value: &str) -> String {
    serde_json::json!(value).to_string().replace('<', "\\u003c")
}

pub fn identity_script(identity: Option<&Identity>) -> String {
    let Some(identity) = identity else { return String::new() };
    format!(
        r#"<script>
  window.addEventListener("chatbot:ready", function () {{
    window.$chatbot.setUser({}, {{
      identifier_hash: {},
    }});
  }});
</script>"#,
        script_json(&identity.user_id),
        script_json(&identity.identifier_hash),
    )
}
