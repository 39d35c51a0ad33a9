import { expect, it } from 'vitest';
import { startEngine } from '../helpers/engine.ts';
import { accept, textOf } from '../helpers/rounds-rig.ts';
import { StatelessClient } from '../helpers/stateless-client.ts';
import { testServer } from '../helpers/upstream-rig.ts';

it('PO-11: who comes back with answers and is told to try again later can', async () => {
  const engine = await startEngine({
    registry: {
      clients: { a: { allow_servers: ['modern'], accept: ['elicitation'], rate_limit_rpm: 1 } },
      servers: {
        modern: testServer('sdk-stateless.mjs', ['stdio', 'only'], { sharing: 'per_client' }),
      },
    },
  });
  await engine.api.servers.start({ id: 'modern' });
  const client = new StatelessClient(engine.port, await engine.token('a'));
  client.capabilities = { elicitation: { form: {} } };
  const call = { name: 'modern__confirm', arguments: {} };
  const first = await client.request('tools/call', call);
  const { requestState } = first.result ?? {};
  const again = { ...call, requestState, inputResponses: { confirm: accept(1) } };
  for (let tries = 0; tries < 2; tries++) {
    const limited = await client.request('tools/call', again);
    expect(limited.error).toMatchObject({ code: 42_900, data: { limit: 'rpm' } });
  }
  await engine.api.clients.update({ id: 'a', rateLimitRpm: 0 });
  const done = await client.request('tools/call', again);
  expect(textOf(done)).toEqual({ answers: { confirm: accept(1) }, state: 'state-1' });
  const used = await client.request('tools/call', again);
  expect(used.error).toMatchObject({ data: { cause: 'state_used' } });
  client.close();
  await engine.stop();
});
