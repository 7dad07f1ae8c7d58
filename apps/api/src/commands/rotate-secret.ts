import { setTimeout as delay } from 'node:timers/promises';
import { checkValue } from '../platform/backup/check-backup.js';
import { SystemClock } from '../platform/clock/clock.js';
import { type Command, EXIT } from '../platform/commands/command.js';
import type { Feature } from '../platform/feature.js';
import { rotateSecret } from '../platform/secret-rotation/rotate-secret.js';

/** `rotate-secret`: another at-rest secret, and everything sealed again with it. */
export function rotateSecretCommand(features: readonly Feature[]): Command {
  return {
    name: 'rotate-secret',
    usage: '[--only-node]',
    options: ['--only-node'],
    summary: 'Change the at-rest secret and seal everything again with the new one, while the server runs.',
    help: [
      'A secret in the data folder is replaced by a fresh one; a running server takes it over by itself.',
      'One from the settings: set a new CHATKU_SECRET and the present one as CHATKU_SECRET_PREVIOUS, restart every node, run this,',
      'then remove CHATKU_SECRET_PREVIOUS and restart once more.',
      'Killed at any point, everything still opens; run it again to go on. Beside a running server it takes half a minute.',
      'Backups made before need the secret of before. Sign-ins half way and links for a new password on their way must be begun anew.',
      '--only-node   on Postgres with the secret in a file: says that there is no other node.',
    ],
    run: async (context) => {
      const { source, fingerprint, resealed, unopened } = await rotateSecret({
        config: context.config,
        features,
        clock: new SystemClock(),
        logger: context.logger,
        isOnlyNode: context.options.has('--only-node'),
        wait: (ms) => {
          context.print(`Waiting ${Math.round(ms / 1000)} seconds for what a running server has begun.`);
          return delay(ms);
        },
      });
      for (const [what, count] of resealed) context.print(`Sealed again: ${count} ${what}.`);
      for (const [what, count] of unopened) {
        context.print(`Left as they are, since neither secret opens them: ${count} ${what}.`);
      }
      context.print(`The at-rest secret is now the one with the check value ${checkValue(fingerprint)}.`);
      context.print(
        source === 'settings'
          ? 'Remove CHATKU_SECRET_PREVIOUS from the settings of every node, and restart them.'
          : 'Keep a copy of the file "secret", as of the one before: backups made until now need that.',
      );
      return EXIT.ok;
    },
  };
}
