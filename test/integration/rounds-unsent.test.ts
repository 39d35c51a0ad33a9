import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { startEngine, type TestEngine } from '../helpers/engine.ts';
import { accept, textOf } from '../helpers/rounds-rig.ts';
import { StatelessClient } from '../helpers/stateless-client.ts';
import { temporaryDirectory } from '../helpers/temporary-directory.ts';
import { testServerPath } from '../helpers/upstream-rig.ts';

/** Who comes back with answers to a server that cannot be had then: they are a person's, and good once it can. */
let engine: TestEngine;
let client: StatelessClient;
let mark: string;
const call = { name: 'modern__confirm', arguments: {} };
const inputResponses = { confirm: accept(1) };

/** @param unless what the shell does where the server may not start. */
async function begin(unless: string) {
  mark = join(temporaryDirectory(), 'mark');
  await writeFile(mark, '');
  const script = `until [ -e "$0" ]; do ${unless}; done; exec "$@"`;
  const server = [process.execPath, testServerPath('sdk-stateless.mjs'), 'stdio', 'only'];
  const args = ['-c', script, mark, ...server];
  engine = await startEngine({
    registry: {
      clients: { a: { allow_servers: ['modern'], accept: ['elicitation'] } },
      servers: { modern: { transport: 'stdio', command: 'sh', args, sharing: 'per_client' } },
    },
  });
  await engine.api.servers.start({ id: 'modern' });
  client = new StatelessClient(engine.port, await engine.token('a'));
  client.capabilities = { elicitation: { form: {} } };
  const { result } = await client.request('tools/call', call);
  return { ...call, requestState: result?.requestState, inputResponses };
}

afterEach(async () => {
  client.close();
  await engine.stop();
});

const answered = { answers: { confirm: accept(1) }, state: 'state-1' };

describe('answers that did not reach their server', () => {
  it('are good once more where it could not be started', async () => {
    const again = await begin('exit 1');
    await engine.api.servers.stop({ id: 'modern' });
    await rm(mark);
    const { error } = await client.request('tools/call', again);
    expect(error).toMatchObject({ data: { sent: 'none', cause: 'not_sent' } });
    await writeFile(mark, '');
    await engine.api.servers.stop({ id: 'modern' });
    expect(textOf(await client.request('tools/call', again))).toEqual(answered);
    const used = await client.request('tools/call', again);
    expect(used.error).toMatchObject({ data: { cause: 'state_used' } });
  });

  it('are good once more where their client left while it started', async () => {
    const again = await begin('sleep 0.02');
    await engine.api.servers.stop({ id: 'modern' });
    await rm(mark);
    const request = client.abandonable('tools/call', again);
    await expect.poll(() => engine.rows('call.intent')).toHaveLength(2);
    request.hangUp();
    await expect.poll(() => engine.rows('call.outcome')).toHaveLength(2);
    await writeFile(mark, '');
    expect(textOf(await client.request('tools/call', again))).toEqual(answered);
  });

  it('are good once more where a rule refused them', async () => {
    const again = await begin('exit 1');
    const deny = (tools: string[]) =>
      engine.api.access.apply({
        edits: [{ client: 'a', server: 'modern', tools: { deny: tools } }],
      });
    await deny(['confirm']);
    expect((await client.request('tools/call', again)).error).toMatchObject({ code: -32_011 });
    await deny([]);
    expect(textOf(await client.request('tools/call', again))).toEqual(answered);
  });
});
