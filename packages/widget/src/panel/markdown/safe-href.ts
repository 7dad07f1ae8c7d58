/** Characters that turn the reading direction of what follows; in a link's words they make one address look like another. */
const BIDI_CONTROLS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * The address a link may lead to, normalised, or null where no link may be made of it: any scheme but http, https,
 * mailto and tel, and addresses that carry a user name, since `https://bank.example@evil.example` reads as the bank.
 */
export const safeHref = (address: string): string | null => {
  try {
    const url = new URL(address);
    return /^(https?|mailto|tel):$/.test(url.protocol) && !url.username && !url.password ? url.href : null;
  } catch {
    return null;
  }
};

/** Words of a link as they may be shown. */
export const linkText = (text: string): string => text.replace(BIDI_CONTROLS, '');
