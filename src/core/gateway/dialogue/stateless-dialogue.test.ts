import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { FakeClock } from '../../../../test/helpers/fake-clock.ts';
import type { CallSubject } from '../../audit/record.ts';
import { Cancellation, type CancelSignal } from '../../cancellation.ts';
import { joinedBytes } from '../../json/parts.ts';
import { requestLimits, scanJson } from '../../json/scan.ts';
import type { ServerRequest } from '../../upstream/connection.ts';
import type { Exchange } from '../exchange/exchange.ts';
import type { ItemRequest } from '../exchange/item-request.ts';
import { unknownClient } from '../message/client-facts.ts';
import { readMessage } from '../message/message.ts';
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

function nobodyDecides(): never {
  throw new Error('Nobody decides here');
}

function requestOf(answers: string[]): ItemRequest {
  const exchange: Exchange = {
    caller: { actor, clientId: 'a', tokenId: 't' },
    route: { kind: 'all' },
    client: { ...unknownClient, era: 'stateless' },
    session: null,
    paramHeaders: null,
    abort: new Cancellation(),
    connected: true,
    notify: () => undefined,
    respond: (parts) => answers.push(joinedBytes(parts).toString()) > 0,
    accept: () => undefined,
    outlive: () => () => undefined,
    stayOpen: () => ({ send: () => true, end: () => undefined }),
  };
  const bytes = Buffer.from('{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"t"}}');
  return {
    exchange,
    message: readMessage(bytes, scanJson(bytes, requestLimits)),
    signal: exchange.abort.signal,
    kind: 'tool',
    serverId: 's',
    item: 't',
    definition: null,
    failure: null,
    args: new Uint8Array(),
    progressToken: null,
    judge: nobodyDecides,
    judgeNow: nobodyDecides,
    upstreamParams: () => [],
  };
}

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
  const dialogue = new StatelessDialogue(deps, requestOf(answers), subject, abilities);
  dialogue.asked(question('first', first.signal));
  await clock.advanceAsync(20);
  await clock.advanceAsync(20);
  expect(answers).toHaveLength(1);
  expect(answers[0]).toContain('second');
  expect(answers[0]).not.toContain('first');
});
