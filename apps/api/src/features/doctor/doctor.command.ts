import { type Command, type CommandContext, EXIT } from '../../platform/commands/command.js';
import { examine } from './examination.js';
import { theWorld } from './far-side.js';
import { type Finding, fail, linesOf } from './finding.js';

/** `doctor`: looks at an installation from inside and outside, while it runs, and says what is wrong. Changes nothing. */
export const doctorCommand: Command = {
  name: 'doctor',
  usage: '[--json] [https://whose-clock]',
  summary: 'Say what is wrong with this installation: data, disk, clock, public URL, proxy, mail. The server may run.',
  options: ['--json'],
  onWrongSettings: (error, context) =>
    tell(
      error.mistakes.map(({ name, message }) =>
        fail('settings', 'settings_wrong', `${name} ${message}`, `Correct ${name}.`),
      ),
      context,
    ),
  run: async (context) => {
    const { args, config, warnings, complain } = context;
    const [clockUrl = null, ...rest] = args;
    if (rest.length > 0 || (clockUrl !== null && !isWebAddress(clockUrl))) {
      complain('Say the address of one server whose clock you believe, for example https://www.example.com, or none.');
      return EXIT.badUsage;
    }
    return tell(await examine({ config, warnings, clockUrl }, theWorld), context);
  },
};

/** @returns the exit code: 1 when something is to be mended. */
function tell(findings: readonly Finding[], { options, print }: Pick<CommandContext, 'options' | 'print'>): number {
  const isWell = findings.every(({ status }) => status !== 'fail');
  if (options.has('--json')) print(JSON.stringify({ ok: isWell, findings }, null, 2));
  else for (const line of linesOf(findings)) print(line);
  return isWell ? EXIT.ok : EXIT.failed;
}

const isWebAddress = (text: string): boolean => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
