import { describe, expect, it } from 'vitest';
import type { Connection } from '../../upstream/connection.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { InFlight } from './in-flight.ts';

const connection = (serverId: string): Connection => Object.create({ serverId });
const request = (clientId: string): { exchange: Exchange } => ({
  exchange: Object.create({ caller: { clientId } }),
});

describe('InFlight', () => {
  it('UP-15: names a user only while one client alone is there, or was last', () => {
    const [inFlight, server] = [new InFlight(), connection('s')];
    expect(inFlight.soleUser(server)).toBeNull();
    const [first, second, foreign] = [request('a'), request('a'), request('b')];
    const uses = [inFlight.enter(server, first), inFlight.enter(server, second)];
    expect(inFlight.soleUser(server)).toEqual({ clientId: 'a', exchange: second.exchange });
    const last = inFlight.enter(server, foreign);
    expect(inFlight.soleUser(server)).toBeNull();
    for (const use of uses) use.remove();
    expect(inFlight.soleUser(server)).toEqual({ clientId: 'b', exchange: foreign.exchange });
    last.remove();
    expect(inFlight.soleUser(server)).toEqual({ clientId: 'b', exchange: null });
    expect(inFlight.soleUser(connection('t'))).toBeNull();
  });
});
