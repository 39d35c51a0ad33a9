import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../src/shared/errors.ts';
import { startEngine } from '../helpers/engine.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';
import { testServer } from '../helpers/upstream-rig.ts';

const registry = {
  clients: { a: { allow_servers: ['echo'] } },
  servers: { echo: testServer('echo.mjs') },
};

let directory = '';
let dataDir = '';

/** A data directory in which an engine has run. */
beforeEach(async () => {
  directory = temporaryDirectory();
  dataDir = join(directory, 'data');
  const engine = await startEngine({ registry, directory });
  const client = await engine.connect('a');
  for (let call = 0; call < 40; call++) await client.call('echo__echo');
  client.close();
  await engine.stop();
});

const damages = {
  'is cut off': async (file: string) => truncateSync(file, 5_000),
  'is no database': async (file: string) => writeFileSync(file, 'x'.repeat(50_000)),
  'has pages of zeros': async (file: string) => {
    const handle = await open(file, 'r+');
    const { size } = await handle.stat();
    await handle.write(Buffer.alloc(size - 4_096), 0, size - 4_096, 4_096);
    await handle.close();
  },
};

async function refusal(): Promise<AppError> {
  try {
    await startEngine({ registry, directory });
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('the engine started');
}

const commandsOf = (hint = '') =>
  [...hint.matchAll(/`((?:mkdir|mv) [^`]+)`/g)].map(([, command = '']) => command);

describe.each(['audit/000001.db', 'state.db'])('AD-20: a start on a damaged %s', (name) => {
  it.each(Object.keys(damages) as (keyof typeof damages)[])(
    'that %s is refused, and goes on as the refusal says',
    async (damage) => {
      const file = join(dataDir, name);
      await damages[damage](file);
      const before = readFileSync(file);
      const error = await refusal();
      expect(error.code).toBe('database_unusable');
      expect(error.message).toMatch(/ is damaged \(SQLITE_(?:CORRUPT|NOTADB)/);
      expect(error.message).toContain(file);
      expect(error.hint).toContain('from a backup');
      // Said again at the next start: nothing was changed by the first.
      expect((await refusal()).message).toBe(error.message);
      expect(readFileSync(file).equals(before)).toBe(true);

      for (const command of commandsOf(error.hint)) execFileSync('sh', ['-c', command]);
      const engine = await startEngine({ registry, directory, expectErrors: true });
      await expect(engine.connect('a')).rejects.toThrow('50301');
      expect(await engine.rows('history.alarm')).toHaveLength(1);
      await engine.api.audit.acknowledge({ reason: 'the disk was damaged' });
      expect((await (await engine.connect('a')).call('echo__echo')).result).toBeDefined();
      expect(await engine.api.audit.verify({})).toMatchObject({ ok: true });
      await engine.stop();
      expect(readdirSync(join(dataDir, 'damaged'), { recursive: true })).toEqual(
        expect.arrayContaining([name, 'audit/journal.0']),
      );
    },
  );
});

it('AD-20: an empty state.db loses no head: the alarm holds every token', async () => {
  truncateSync(join(dataDir, 'state.db'), 0);
  const engine = await startEngine({ registry, directory, expectErrors: true });
  expect(await engine.api.engine.status({})).toMatchObject({
    alarm: expect.stringContaining('another state.db'),
  });
  await expect(engine.connect('a')).rejects.toThrow('50301');
  await engine.stop();
});
