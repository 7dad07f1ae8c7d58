import type { App } from '../page/boot.js';

/** The SDK where there is no chat: everything may be called, nothing happens, and nobody is identified. */
export const nobody = (code: string, open: () => void = () => {}): App => ({
  isOpen: false,
  setUser: async () => ({ status: 'refused', code }),
  reset: async () => {},
  logout: async () => {},
  open,
  toggle: open,
  send: open,
  close() {},
  setCustomAttributes() {},
  deleteCustomAttribute() {},
  startFlow() {},
  trackEvent() {},
  addTag() {},
  setLocale() {},
  setColorScheme() {},
  getIdentity: () => ({ kind: 'none' }),
});
