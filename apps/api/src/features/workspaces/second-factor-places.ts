/** What sealed texts of the second step are bound to: they open in no other place. */
export const offerPlace = (userId: string): string => `two-step-offer:${userId}`;
export const secretPlace = (userId: string): string => `two-step-secret:${userId}`;
export const olderKeyPlace = (id: string): string => `older-code-key:${id}`;

/** The purpose of the digests of recovery codes. */
export const CODE_LABEL = 'recovery-code';
