import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { Connections } from './connections.ts';

function openOn(connections: Connections, trusted: boolean) {
  const socket = new Socket();
  const connection = connections.add(socket);
  if (connection === null) throw new Error('there is no room');
  connection.trusted = trusted;
  return {
    socket,
    /** @returns what answers it. */
    ask: (): (() => void) => {
      const res = new ServerResponse(new IncomingMessage(socket));
      connections.begin(socket, res);
      return () => void res.destroy();
    },
  };
}

describe('Connections', () => {
  it('TR-12: at the limit the connection makes room that is idle for longest, not the one that was opened first', () => {
    const connections = new Connections(3);
    const [first, second, third] = [1, 2, 3].map(() => openOn(connections, true));
    for (const each of [second, third, first]) each?.ask()();
    expect(connections.add(new Socket())).not.toBeNull();
    expect([first, second, third].map((each) => each?.socket.destroyed)).toEqual([
      false,
      true,
      false,
    ]);
  });

  it('TR-12: a stranger makes room before a client does, and nobody who is busy', () => {
    const connections = new Connections(3);
    const client = openOn(connections, true);
    const stranger = openOn(connections, false);
    const busy = openOn(connections, false);
    const answer = busy.ask();
    stranger.ask()();
    expect(connections.add(new Socket())).not.toBeNull();
    expect([client, stranger, busy].map(({ socket }) => socket.destroyed)).toEqual([
      false,
      true,
      false,
    ]);
    client.ask();
    answer();
    expect(connections.add(new Socket())).not.toBeNull();
    expect([client, busy].map(({ socket }) => socket.destroyed)).toEqual([false, true]);
  });

  it('TR-12: where all are busy there is no room', () => {
    const connections = new Connections(1);
    openOn(connections, true).ask();
    expect(connections.add(new Socket())).toBeNull();
  });
});
