import { expect, it } from 'vitest';
import { FakeClock } from '../../../../test/helpers/fake-clock.ts';
import { LogRecorder } from '../../../../test/helpers/log-recorder.ts';
import { temporaryDirectory } from '../../../../test/helpers/temporary-directory.ts';
import type { AuditEvent } from '../../audit/record.ts';
import { createMemorySecretStore } from '../../secrets/memory.ts';
import { createTokenService } from '../../secrets/tokens.ts';
import { openState } from '../../state/state-database.ts';
import { createTokenRows } from '../../state/token-rows.ts';
import { recordExpiries } from './token-expiry.ts';

it('AU-10: an expiry is one row; a revocation and a rotation are not its business', async () => {
  const clock = new FakeClock();
  const log = new LogRecorder();
  const state = openState(`${temporaryDirectory()}/state.db`, { log });
  const rows = createTokenRows(state.db);
  const tokens = await createTokenService({ rows, secrets: createMemorySecretStore(), clock, log });
  const recorded: AuditEvent[] = [];
  const stop = recordExpiries(tokens, { event: async (event) => void recorded.push(event) }, log);
  const { tokenId } = await tokens.mintClient('a', { ttlS: 60 });
  await tokens.mintClient('b', { ttlS: 3_600 });
  await tokens.revoke('b');
  clock.advance(59_000);
  expect(recorded).toEqual([]);
  clock.advance(2_000);
  expect(recorded).toEqual([
    {
      kind: 'token.expired',
      actor: { type: 'engine', door: 'file' },
      client: 'a',
      detail: { token_id: tokenId },
    },
  ]);
  stop();
  tokens.close();
  state.close();
});
