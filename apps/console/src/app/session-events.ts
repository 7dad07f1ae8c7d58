/** The sign-in or set-up page has made a session; the app asks who it is. */
export class SignedInEvent extends Event {
  static readonly type = 'console-signed-in';
  constructor() {
    super(SignedInEvent.type, { bubbles: true, composed: true });
  }
}

/** The shell's sign-out button was pressed. */
export class SignOutEvent extends Event {
  static readonly type = 'console-sign-out';
  constructor() {
    super(SignOutEvent.type, { bubbles: true, composed: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    'console-signed-in': SignedInEvent;
    'console-sign-out': SignOutEvent;
  }
}
