/** Letters, digits and hyphens, not at the edges; any script, since domains have had them for long. */
const DOMAIN_LABEL = /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?$/u;
const LOCAL_PART = /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u;

/**
 * The e-mail address a person wrote, in canonical form: domain in lower case, local part as written (only its host
 * knows whether case matters there). Undefined unless it has one `@`, a plausible local part of at most 64 characters
 * and a domain of two labels or more. Angle brackets around it and a full stop after it are forgiven.
 *
 * @see https://www.rfc-editor.org/rfc/rfc5321#section-4.5.3.1 for the lengths
 */
export const readEmail = (text: string): string | undefined => {
  if (text.length > 400) return undefined;
  const written = text
    .normalize('NFKC')
    .trim()
    .replace(/^<(.*)>$/u, '$1')
    .replace(/[.,;!]$/u, '');
  const at = written.lastIndexOf('@');
  const local = written.slice(0, Math.max(at, 0));
  const domain = written.slice(at + 1).toLowerCase();
  const labels = domain.split('.');
  const plausible =
    written.length <= 254 &&
    local.length <= 64 &&
    LOCAL_PART.test(local) &&
    labels.length >= 2 &&
    labels.every((label) => DOMAIN_LABEL.test(label)) &&
    /^(?:xn--[a-z0-9-]+|[\p{L}\p{M}]{2,})$/u.test(labels.at(-1) ?? '');
  return plausible ? `${local}@${domain}` : undefined;
};
