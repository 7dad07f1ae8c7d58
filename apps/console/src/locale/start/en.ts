/** English sentences about a bot's first minutes: the checklist, the ways of installing it, the live check. */
export const startEn = {
  checklist: {
    title: 'Your first five minutes',
    progress: (done: number, all: number) => `${done} of ${all} done`,
    dismiss: 'Hide this list',
    is_done: 'Done',
    is_open: 'To do',
    chat: {
      title: 'Try the chat',
      todo: 'Write to your bot as a visitor would.',
      done: 'Somebody has chatted with it.',
      action: 'Try it',
    },
    embed: {
      title: 'Put it on your website',
      todo: 'Paste one line into your pages. We tell you when the first page says hello.',
      done: (origin: string) => `Seen on ${origin}.`,
      action: 'Install',
    },
    verify: {
      title: 'Verify your users',
      todo: 'Your server vouches for whoever is signed in, and they chat as themselves.',
      done: 'A user was verified.',
      action: 'Set it up',
    },
    invite: {
      title: 'Invite your team',
      todo: 'Somebody who answers beside you.',
      done: (n: number) => `${n} members.`,
      action: 'Invite',
    },
  },
  installs: {
    how: 'How is your website made?',
    where: {
      html: 'Paste this into the head of every page. The chat button appears by itself.',
      react: 'Add this file and put <ChatkuChat /> once into your app, beside your router.',
      next: 'Add the import and the Script element to your root layout, app/layout.tsx.',
      vue: 'Add this file and put <ChatkuChat /> once into App.vue.',
      svelte: 'Add this file and put <ChatkuChat /> once into your root layout.',
      angular: 'Add this file, import ChatkuChat in your root component and put <chatku-chat /> into its template.',
      wordpress: 'Add this to functions.php of your child theme, below the first line.',
      gtm: 'Make a tag of the type Custom HTML with this content, and let the trigger All Pages fire it.',
      npm: 'For pages that are bundled: install the package, import it once, and put the element into the page.',
      inline: 'As with npm; the chat fills its element, which is 640 pixels high unless your CSS says otherwise.',
      link: 'The chat alone on a page of its own: for a mail, a QR code or a button.',
    },
    shell: 'Shell',
    policy: 'Content Security Policy',
    policy_how:
      'If your website sends one, add these to it. With a nonce, give the nonce to the script tag instead of the first line.',
  },
  check: {
    title: 'Live check',
    how: 'Open a page of your website and then the chat on it. What happens appears here within seconds.',
    live: 'Live',
    waiting: 'Waiting for the first hello from your page.',
    websites: 'Websites',
    loaded: 'Script loaded',
    loader: 'Loader',
    loader_current: 'of this version',
    loader_old: 'of an earlier version: reload the page',
    talked: 'Chat arrived',
    refused: 'Turned away',
    identity: 'Identity',
    proofs: {
      verified: 'verified',
      refused: 'refused',
      superseded: 'replaced by a newer call',
      none: 'nobody identified yet',
    },
    works: 'Works',
    states: {
      origin_not_allowed: 'Turned away',
      public_url_is_local: 'Not reachable',
      mixed_content: 'Blocked',
      loaded_but_silent: 'Silent',
      several_bots: 'Two bots',
      identity_refused: 'Proof refused',
      no_proof: 'Works, for guests',
      verified: 'Works, users verified',
    },
    findings: {
      origin_not_allowed: 'This website is not in the list of allowed websites, so its chats are turned away. Add it:',
      public_url_is_local:
        'The address of this server works on its own machine only. Set the address your visitors reach, and restart:',
      mixed_content:
        'An https page may not talk to an http server. Serve Chatku with https, set its address, and restart:',
      loaded_but_silent:
        'Pages have the script, but no chat of theirs has arrived. Open the chat there once. If nothing happens, their Content Security Policy keeps it from talking. Allow this:',
      several_bots:
        'Another bot of yours is on the same pages, and a page has one chat. Keep this line and remove the other:',
      identity_refused: 'The last proof was refused.',
      no_proof:
        'No page has called setUser yet, so everybody is a guest. If your users sign in, let your server vouch for them.',
      verified: 'The last proof was good: users are who they say.',
    },
    add: (origin: string) => `Add ${origin}`,
    why: 'See why, and the line to change',
    set_up: 'Set Custom User ID',
    line: 'The line to change',
  },
};
