import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { FakeClock } from '../../../../test/helpers/fake-clock.ts';
import { toolRequest, waitingExchange } from '../../../../test/helpers/item-request.ts';
import type { CallSubject } from '../../audit/record.ts';
import { Cancellation, type CancelSignal } from '../../cancellation.ts';
import type { ServerRequest } from '../../upstream/connection.ts';
import { Rounds } from './rounds.ts';
import { StatelessDialogue } from './stateless-dialogue.ts';

const actor = { type: 'client', door: 'mcp' } as const;
const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const subject: CallSubject = {
  actor,
  call_id: 'c',
  round: 0,
  client: 'a',
  token_id: 't',
  era: 'modern',
  server: 's',
  item_kind: 'tool',
  item: 't',
  rule: '',
  revision: 1,
  registry_sha256: '',
};

function question(message: string, signal: CancelSignal): ServerRequest {
  const params = Buffer.from(JSON.stringify({ message }));
  const method = 'elicitation/create';
  return { method, params, signal, respond: () => undefined, refuse: () => undefined };
}

it('puts a question that comes while the row of another one is written, which is taken back meanwhile', async () => {
  const clock = new FakeClock();
  const first = new Cancellation();
  const answers: string[] = [];
  let rows = 0;
  const audit = {
    event: async () => {
      if (rows++ > 0) return;
      dialogue.asked(question('second', new Cancellation().signal));
      first.abort('taken back');
    },
  };
  const abilities = {
    capabilities: null,
    mayBeAsked: true,
    mayVisit: false,
    refusalOf: () => null,
  };
  const deps = { audit, clock, log, rounds: new Rounds(randomBytes(32), clock) };
  const dialogue = new StatelessDialogue(
    deps,
    toolRequest(waitingExchange(answers)),
    subject,
    abilities,
  );
  dialogue.asked(question('first', first.signal));
  await clock.advanceAsync(20);
  await clock.advanceAsync(20);
  expect(answers).toHaveLength(1);
  expect(answers[0]).toContain('second');
  expect(answers[0]).not.toContain('first');
});
