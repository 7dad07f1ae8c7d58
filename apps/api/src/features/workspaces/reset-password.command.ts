import { type Command, EXIT } from '../../platform/commands/command.js';
import { AppError } from '../../platform/errors/app-error.js';
import { PasswordResetService } from './password-reset.service.js';

/** `reset-password`: for the owner who forgot. Needs the data folder to itself, so the server must be stopped. */
export const resetPasswordCommand: Command = {
  name: 'reset-password',
  usage: '[email]',
  summary: 'Give the owner (or the user with this e-mail) a new password. Stop the server first.',
  run: async ({ args, openApp, print, complain }) => {
    if (args.length > 1) {
      complain('Say one e-mail address, or none for the owner.');
      return EXIT.badUsage;
    }
    const app = await openApp();
    try {
      const { email, password } = await app.get(PasswordResetService, { strict: false }).reset(args[0] ?? null);
      print(`The new password of ${email} is ${password}`);
      print(
        'It is shown this once. Everybody who was signed in with the old one has been signed out, and two-step sign-in is off.',
      );
      return EXIT.ok;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      complain(`${error.message} ${error.fix ?? ''}`.trim());
      return EXIT.failed;
    }
  },
};
