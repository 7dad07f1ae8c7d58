// What somebody who talks to the API does with @chatku/schemas.
import { ERROR_CODES, MESSAGE_TEXT_MAX, MessageBody } from '@chatku/schemas';
import * as v from 'valibot';

declare const console: { log(text: string): void };

const body: MessageBody = { text: 'Where is my order?' };
const good = v.safeParse(MessageBody, body);
if (!good.success) throw new Error('a message with a text is a message');
const text: string = good.output.text;

for (const bad of [{}, [], { text: '' }, { text: 'x'.repeat(MESSAGE_TEXT_MAX + 1) }, { text: 'x', html: '<b>' }]) {
  if (v.safeParse(MessageBody, bad).success) throw new Error(`accepted: ${JSON.stringify(bad).slice(0, 40)}`);
}

// @ts-expect-error: the codes of errors are a closed list.
const unknown: (typeof ERROR_CODES)[number] = 'made_up';
void unknown;

console.log(`${text} ${ERROR_CODES.length > 0}`);
