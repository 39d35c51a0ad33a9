import { describe, expect, it } from 'vitest';
import type { ManagementEvent } from '../../shared/contract-events.ts';
import type { HostedEngine } from '../../shared/desktop-contract.ts';
import { createBridgeTransport } from './bridge-transport.ts';

/** What a preload gives, with an engine that the test starts and stops. Everything crosses as a copy, as between two processes. */
function createBench(state: HostedEngine['state']) {
  const listeners = {
    event: new Set<(e: ManagementEvent) => void>(),
    engine: new Set<(e: HostedEngine) => void>(),
  };
  const engine: HostedEngine = { state, error: null };
  const copied = async <T>(value: T) => ({ ok: true as const, value: structuredClone(value) });
  const follow =
    <T>(set: Set<(value: T) => void>) =>
    (listener: (value: T) => void) => {
      const handOn = (value: T) => listener(structuredClone(value));
      set.add(handOn);
      return () => void set.delete(handOn);
    };
  const transport = createBridgeTransport({
    invoke: async (method, input) => copied([method, input]),
    onEvent: follow(listeners.event),
    host: {
      platform: 'linux',
      onEngine: follow(listeners.engine),
      onOpen: () => () => undefined,
      engine: () => copied(engine),
      startEngine: () => copied(engine),
      stopEngine: () => copied(engine),
      chooseSavePath: () => copied({ path: null }),
      openAtLogin: () => copied({ supported: false, open: false }),
      setOpenAtLogin: () => copied({ supported: false, open: false }),
      openExternal: () => copied({ opened: false }),
      quit: () => copied({}),
    },
  });
  const heard: string[] = [];
  const end = transport.listen({
    opened: () => heard.push('opened'),
    event: ({ event }) => heard.push(event),
    closed: ({ code, message }) => heard.push(`${code}: ${message}`),
  });
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return { transport, listeners, heard, end, settle };
}

describe('the bridge of the desktop app', () => {
  it('hands methods and events on', async () => {
    const { transport, listeners, heard, settle } = createBench('running');
    await settle();
    for (const listener of listeners.event)
      listener({ event: 'servers.changed', data: { id: 'a' } });
    expect(heard).toEqual(['opened', 'servers.changed']);
    expect(await transport.invoke('servers.list', {})).toEqual({
      ok: true,
      value: ['servers.list', {}],
    });
  });

  it('what cannot cross between processes is an answer, not an exception', async () => {
    const { transport } = createBench('running');
    expect(await transport.invoke('servers.list', { filter: () => true })).toMatchObject({
      ok: false,
      error: { code: 'unreachable' },
    });
  });

  it('is unreachable while the engine in the app is stopped, and when it stops', async () => {
    const stopped = createBench('stopped');
    await stopped.settle();
    expect(stopped.heard).toEqual(['unreachable: The engine is stopped']);

    const running = createBench('running');
    await running.settle();
    for (const tell of running.listeners.engine) tell({ state: 'stopping', error: null });
    expect(running.heard).toEqual(['opened', 'unreachable: The engine is stopping']);
    expect(running.listeners.event.size + running.listeners.engine.size).toBe(0);
  });

  it('listens to nothing after it was ended', async () => {
    const { listeners, heard, end, settle } = createBench('running');
    end();
    await settle();
    expect(heard).toEqual([]);
    expect(listeners.event.size + listeners.engine.size).toBe(0);
  });
});
