import type { SpecialKey } from './special-key.entity.js';

/** What a sealed key is bound to: it opens in no other row. */
export const keyPlace = ({ botId, id }: Pick<SpecialKey, 'botId' | 'id'>): string => `special-key:${botId}:${id}`;
