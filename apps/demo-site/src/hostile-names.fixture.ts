/** Names a page must survive: each broke some template engine once. */
export const HOSTILE = [
  `O'Brien "Bob" <b>`,
  '</script><script>alert(1)</script>',
  '<!-- <script>',
  '"); alert(1); ("',
  '\\"); alert(1); //',
  "'+alert(1)+'",
  '\u0024{alert(1)}`',
  'line\nfeed\r\u2028\u2029\u0000',
  '&lt;already&gt; &amp;',
  '{identifier_hash} {user_id} $& $1 $$',
  'Nur ‘Aisyah’ 爱 \u202e\u{1f319} \ud800',
] as const;
