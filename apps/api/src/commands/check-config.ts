import { type Command, EXIT } from '../platform/commands/command.js';

/** `check-config`: says what the settings mean. (Wrong ones have been told before any command runs.) */
export const checkConfigCommand: Command = {
  name: 'check-config',
  usage: '',
  summary: 'Check the settings and print them, secrets left out.',
  run: async ({ config, print }) => {
    print('The settings are right:');
    for (const [name, value] of Object.entries(config)) print(`  ${name}: ${JSON.stringify(value)}`);
    const { redis } = config;
    print(`  redis: ${redis === null ? 'not set' : `${redis.host}:${redis.port}/${redis.database}`}`);
    print(`  ownerPassword: ${config.ownerPassword === null ? 'not set' : 'set'}`);
    print(`  atRestSecret: ${config.atRestSecret === null ? 'kept in the data folder' : 'from the environment'}`);
    return EXIT.ok;
  },
};
