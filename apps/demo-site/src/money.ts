/**
 * An amount in sen (a hundredth of a ringgit) as people write it: `RM 1,234.50`. The space is an ordinary one, since
 * the text also goes to Chatku as a field.
 * @throws {RangeError} for anything but a whole, non-negative number of sen
 */
export function formatRinggit(sen: number): string {
  if (!Number.isSafeInteger(sen) || sen < 0) throw new RangeError('an amount is a whole number of sen, 0 or more');
  const ringgit = String(Math.floor(sen / 100)).replace(/\B(?=(\d{3})+$)/g, ',');
  return `RM ${ringgit}.${String(sen % 100).padStart(2, '0')}`;
}
