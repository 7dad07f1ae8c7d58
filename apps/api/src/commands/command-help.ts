import type { Command } from '../platform/commands/command.js';

/** All commands, a line each. */
export function listOf(commands: readonly Command[]): string[] {
  const width = Math.max(...commands.map((command) => command.name.length + command.usage.length + 1));
  return [
    'Commands of Chatku:',
    ...commands.map((command) => `  ${`${command.name} ${command.usage}`.padEnd(width)}  ${command.summary}`),
    '"help COMMAND" or "COMMAND --help" says more. Ends with 0 when all is well, 1 when it failed, 2 for wrong settings, 64 for wrong words.',
  ];
}

/** One command in full. */
export function helpOf({ name, usage, summary, help = [] }: Command): string[] {
  return [`Usage: chatku ${`${name} ${usage}`.trim()}`, `  ${summary}`, ...help.map((line) => `  ${line}`)];
}

/** What is wrong with the words after a command's name, or null. */
export function wrongWords(command: Command, flags: readonly string[], args: readonly string[]): string | null {
  const unknown = flags.find((flag) => !command.options?.includes(flag));
  if (unknown !== undefined) return `Chatku has no option ${unknown} here.`;
  const words = command.usage.split(' ').filter((word) => word !== '' && !/^\[?--/.test(word));
  const required = words.filter((word) => !word.startsWith('['));
  const missing = required[args.length];
  if (missing !== undefined) return `Say ${missing}: chatku ${command.name} ${command.usage}`;
  const isOpen = words.some((word) => word.endsWith('...]'));
  const tooMany = isOpen ? undefined : args[words.length];
  return tooMany === undefined ? null : `"${tooMany}" is one word too many here.`;
}
