/**
 * A change of the at-rest secret that is killed: at whatever moment, everything that is sealed still opens, and the next call goes on.
 *
 * `chatku rotate-secret` runs as the process it is and is killed (SIGKILL) at random moments, in turn beside a running server, which seals more
 * meanwhile, and without one. After each kill the server opens every special key; in the end one call comes through, and one more finds nothing
 * that does not open with the newest secret alone. What breaks it, tried: a rotation that lets go of the older secret before everything is
 * sealed again, and one that begins with a fresh secret whenever it is called.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathOf } from '@chatku/schemas';
import { expect, test } from 'vitest';
import { identifyUser, signInOwner, startCommand } from '../product/api-server.mjs';
import { withFolder } from '../product/scratch.mjs';
import { ApiNode } from './api-node.js';
import { OwnPostgres } from './engines/postgres.js';
import { chance, form, IS_LONG, lasting, record, SEED, skipLoudly } from './form.js';

const KILLS = { sqlite: form({ short: 3, long: 20 }), postgres: 10 };
/** Each with two keys; keys are sealed again fifty at a time. */
const BOTS = form({ short: 60, long: 120 });
const BOTS_OF_A_ROUND = 3;
const AT_ONCE = 10;
const PASSWORD_LASTS_MS = 120_000;
const MAIL = {
  host: 'mail.example.com',
  port: 587,
  security: 'starttls',
  user: 'kedai',
  password: 'a password that is sealed',
  from: 'a@example.com',
};

async function eachAtOnce<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const left = [...all];
  const next = async (): Promise<void> => {
    for (let one = left.pop(); one !== undefined; one = left.pop()) await work(one);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, next));
}

/** An installation, with every special key that was brought in. */
class Sealed {
  readonly #keys: { readonly botId: string; readonly key: string }[] = [];

  #owner: ReturnType<typeof signInOwner> | null = null;
  #signedInAt = 0;

  private constructor(readonly server: ApiNode) {}

  static async fill(server: ApiNode): Promise<Sealed> {
    const sealed = new Sealed(server);
    await sealed.#asOwner('PUT', pathOf('put_mail'), MAIL);
    await sealed.sealMore(BOTS);
    return sealed;
  }

  /** Keys there are, that of the server's making and ours of each bot. */
  get keys(): number {
    return 2 * this.#keys.length;
  }

  async sealMore(bots: number): Promise<void> {
    await eachAtOnce(Array(bots).fill('Kedai Senja'), async (name) => {
      const { id } = await this.#asOwner('POST', pathOf('create_bot'), { name });
      // Beside the one it was made with. (A key of the server's making is told a few times only.)
      const key = `a key of this run ${randomUUID()}`;
      await this.#asOwner('POST', pathOf('import_key', { bot_id: id }), { key });
      this.#keys.push({ botId: id, key });
    });
  }

  async #asOwner(method: string, path: string, json?: unknown): Promise<{ id: string }> {
    // Who brings in keys must have given the password within five minutes.
    if (this.#owner === null || performance.now() - this.#signedInAt > PASSWORD_LASTS_MS) {
      this.#signedInAt = performance.now();
      this.#owner = signInOwner(this.server);
    }
    return (await this.#owner)(method, path, json);
  }

  /** Somebody is verified with each of the keys as it was told: the server opens it, and it is the same. */
  async requireOpen(): Promise<void> {
    await eachAtOnce(this.#keys, async (bot) => {
      await identifyUser(this.server, bot, randomUUID());
    });
    expect(await this.#asOwner('GET', pathOf('get_mail'))).toMatchObject({ has_password: true });
  }
}

/** `chatku rotate-secret` on an installation, watched from outside. */
class Rotation {
  readonly #program: ReturnType<typeof startCommand>;
  readonly #lock: string;
  readonly #lockedBefore: number;

  constructor(dataDir: string, env: Record<string, string>) {
    this.#lock = join(dataDir, 'rotation.db');
    this.#lockedBefore = this.#lockedAt();
    const words = ['rotate-secret', ...(env['DATABASE_URL'] === undefined ? [] : ['--only-node'])];
    this.#program = startCommand(dataDir, words, env);
  }

  /** Resolves when it has begun, which is when it has taken its lock. */
  async begun(): Promise<void> {
    while (this.#lockedAt() === this.#lockedBefore && this.#program.runs()) await lasting(1);
  }

  kill(): Promise<void> {
    return this.#program.kill();
  }

  /** What it printed. @throws when it did not come to its end */
  async finished(): Promise<string> {
    const code = await this.#program.over();
    const output = this.#program.output();
    expect([code, output]).toEqual([0, expect.stringContaining('The at-rest secret is now')]);
    expect(output).not.toContain('Left as they are');
    return output;
  }

  #lockedAt(): number {
    return statSync(this.#lock, { throwIfNoEntry: false })?.ctimeMs ?? 0;
  }
}

const secretsIn = (dataDir: string): number => readFileSync(join(dataDir, 'secret'), 'utf8').trim().split('\n').length;

/** How long a rotation takes from its beginning to its end where it waits for no server. */
async function lastsMs(dataDir: string): Promise<number> {
  const rotation = new Rotation(dataDir, {});
  await rotation.begun();
  const begunAt = performance.now();
  await rotation.finished();
  return performance.now() - begunAt;
}

/**
 * Kills rotations, then lets one come to its end, and one more.
 *
 * @param kills how many
 * @param withoutServer whether every second one runs alone
 * @param workMs how long one works; kills fall into that time
 * @returns how many kills left both secrets behind
 */
async function killThrough(
  sealed: Sealed,
  env: Record<string, string>,
  { kills, withoutServer, workMs }: { kills: number; withoutServer: boolean; workMs: number },
): Promise<number> {
  const { server } = sealed;
  const random = chance();
  let halfWay = 0;
  for (let at = 0; at < kills; at++) {
    const isServed = !withoutServer || at % 2 === 0;
    if (!isServed) await server.kill();
    const rotation = new Rotation(server.dataDir, env);
    await rotation.begun();
    const sealing = isServed ? sealed.sealMore(BOTS_OF_A_ROUND) : null;
    await lasting(random() * workMs);
    await rotation.kill();
    await sealing;
    if (secretsIn(server.dataDir) > 1) halfWay += 1;
    if (!isServed) await server.revive();
    await sealed.requireOpen();
    server.requireRunning();
  }
  // One that finishes beside a server waits for what that has begun: only the long form has so much time, and Postgres cannot tell.
  const isAlone = withoutServer && !IS_LONG;
  if (isAlone) await server.kill();
  await new Rotation(server.dataDir, env).finished();
  expect(secretsIn(server.dataDir)).toBe(1);
  if (isAlone) await server.revive();
  await sealed.requireOpen();
  // And the server as it starts with the newest secret alone.
  await server.killAndRevive();
  await sealed.requireOpen();
  if (withoutServer) await server.kill();
  const again = await new Rotation(server.dataDir, env).finished();
  expect(again).toContain(`Sealed again: ${sealed.keys} special keys.`);
  expect(again).toContain('Sealed again: 1 mail settings.');
  return halfWay;
}

function recordKills(name: string, kills: number, halfWay: number, { keys }: Sealed): void {
  record({
    name: `changes of the at-rest secret killed, ${name}, all that is sealed opens`,
    value: kills,
    unit: 'kills',
    note: `${halfWay} of them left both secrets; ${keys} special keys`,
  });
  // Kills that hit nothing would prove nothing.
  expect(halfWay).toBeGreaterThan(0);
}

test(`SQLite: a change of the at-rest secret is killed ${KILLS.sqlite} times (seed ${SEED})`, async () => {
  await withFolder(async (folder) => {
    const server = await ApiNode.start(join(folder, 'data'));
    try {
      const sealed = await Sealed.fill(server);
      await server.kill();
      const workMs = await lastsMs(server.dataDir);
      await server.revive();
      const halfWay = await killThrough(sealed, {}, { kills: KILLS.sqlite, withoutServer: true, workMs });
      recordKills('SQLite', KILLS.sqlite, halfWay, sealed);
    } finally {
      await server.stop();
    }
  });
});

/** On Postgres a rotation always waits for nodes that may run, so it is not measured first; this is what it takes, roughly. */
const POSTGRES_WORK_MS = 1_500;

// Each that comes to its end waits for half a minute.
const lawOfLong = IS_LONG ? test.skipIf(skipLoudly('a killed rotation on Postgres', OwnPostgres.lack())) : () => {};
lawOfLong(`Postgres: a change of the at-rest secret is killed ${KILLS.postgres} times (seed ${SEED})`, async () => {
  await withFolder(async (folder) => {
    const postgres = await OwnPostgres.start();
    const env = { DATABASE_URL: postgres.url };
    try {
      const server = await ApiNode.start(join(folder, 'data'), env);
      try {
        const sealed = await Sealed.fill(server);
        const halfWay = await killThrough(sealed, env, {
          kills: KILLS.postgres,
          withoutServer: false,
          workMs: POSTGRES_WORK_MS,
        });
        recordKills('Postgres', KILLS.postgres, halfWay, sealed);
      } finally {
        await server.stop();
      }
    } finally {
      await postgres.remove();
    }
  });
});
