import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../../../test/helpers/fake-clock.ts';
import { waitingExchange } from '../../../../test/helpers/item-request.ts';
import { registryFile } from '../../../shared/registry.ts';
import { requestLimits, scanJson } from '../../json/scan.ts';
import { LinkedSet } from '../../linked-set.ts';
import { compilePolicy } from '../../policy/compiled-policy.ts';
import type { Session } from '../exchange/session.ts';
import { unknownClient } from '../message/client-facts.ts';
import { readMessage } from '../message/message.ts';
import { Catalog } from './catalog.ts';
import { ColdServers } from './cold-servers.ts';
import { ShownLists } from './list-changed.ts';
import { serveList } from './serve-list.ts';

const route = { kind: 'all' } as const;
const session: Session = {
  id: 's',
  digest: 'd',
  clientId: 'a',
  tokenId: 't',
  client: unknownClient,
  route,
  inFlight: new LinkedSet(),
  asked: new Map(),
  notify: () => true,
};

function policyOf(deny: string[]) {
  const file = registryFile.parse({
    clients: { a: { allow_servers: ['s'], tools: { s: { deny } } } },
    servers: { s: { transport: 'stdio', command: 'x' } },
  });
  return compilePolicy({
    revision: deny.length,
    sha256: '',
    lmcp: file.lmcp,
    clients: new Map(Object.entries(file.clients)),
    servers: new Map(Object.entries(file.servers)),
    broken: new Map(),
  });
}

describe('serveList', () => {
  it('PO-9: notes the list that the client is shown, though another one holds when its row is written', async () => {
    let policy = policyOf([]);
    const nothing = { changed: new Map(), pending: new Map(), refused: new Map(), observedUs: 1 };
    const tool = { name: 'late', json: '{"name":"late"}', sha256: '' };
    const definitions = {
      revision: 1,
      of: () => ({ ...nothing, approved: new Map([['late', tool]]) }),
    };
    const catalog = new Catalog(() => policy, definitions);
    const shownLists = new ShownLists();
    const coldServers = new ColdServers(
      definitions,
      { refresh: () => Promise.resolve() },
      new FakeClock(),
    );
    const audit = {
      event: async () => {
        policy = policyOf(['late']);
      },
    };
    const answers: string[] = [];
    const bytes = Buffer.from('{"jsonrpc":"2.0","id":1,"method":"tools/list"}');
    const deps = { catalog, coldServers, audit, policy: () => policy, shownLists, version: '0' };
    const message = readMessage(bytes, scanJson(bytes, requestLimits));
    const shown = catalog.digest('tools', 'a', route);
    await serveList(deps, waitingExchange(answers, { client: unknownClient, session }), message);
    expect(answers[0]).toContain('s__late');
    expect(shownLists.of(session).get('tools')).toBe(shown);
    expect(catalog.digest('tools', 'a', route)).not.toBe(shown);
  });
});
