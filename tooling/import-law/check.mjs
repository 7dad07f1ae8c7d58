/** `pnpm law`: examines this repository and says each breach with the sentence it breaks. */
import { ROOT } from '../bootstrap/workspace.mjs';
import { examine } from './examine.mjs';
import { law, otherLaws } from './law.mjs';

const sentences = new Map([...law, ...otherLaws].map(({ name, comment }) => [name, comment]));
const { modules, violations } = await examine(ROOT);
for (const { rule, from, to } of violations) {
  console.log(`${from} -> ${to}\n  ${sentences.get(rule) ?? ''} (${rule})\n`);
}
console.log(`Import law: ${modules} modules, ${sentences.size} sentences, ${violations.length} breaches.`);
process.exitCode = violations.length === 0 ? 0 : 1;
