import { describe, expect, it } from 'vitest';
import type { Operator } from '../core/management/dispatch.ts';
import { desktopChannels } from '../shared/desktop-channels.ts';
import type { Reply } from '../shared/errors.ts';
import { type IpcSender, openIpcDoor, refusalOf } from './ipc.ts';

const own: IpcSender = {
  sender: { id: 7 },
  senderFrame: { url: 'app://lmcp/ui/servers', parent: null },
};
const frame = (url: string, parent: unknown = null): IpcSender => ({
  sender: { id: 7 },
  senderFrame: { url, parent },
});

function door(isOpen = true) {
  const handlers = new Map<string, (event: IpcSender, ...args: unknown[]) => Promise<unknown>>();
  const asked: { method: string; input: unknown; operator: Operator }[] = [];
  const refused: string[] = [];
  const page = { id: 7, signal: new AbortController().signal };
  const none = () => Promise.reject(new Error('not in this test'));
  openIpcDoor({
    ipcMain: { handle: (channel, listener) => void handlers.set(channel, listener) },
    dispatch: async (method, input, operator) => {
      asked.push({ method, input, operator });
      return { ok: true, value: 'done' };
    },
    host: {
      engine: async () => ({ state: 'running', error: null }),
      startEngine: none,
      stopEngine: none,
      chooseSavePath: async ({ suggestedName }) => ({ path: `/docs/${suggestedName}` }),
      openAtLogin: none,
      setOpenAtLogin: none,
      openExternal: none,
      quit: none,
    },
    page: () => (isOpen ? page : null),
    isChosenPath: (path) => path === '/docs/chosen.jsonl',
    onRefused: (reason) => refused.push(reason),
  });
  const ask = async (channel: string, event: IpcSender, ...args: unknown[]) =>
    (await handlers.get(channel)?.(event, ...args)) as Reply<unknown>;
  return { ask, asked, refused, channels: [...handlers.keys()], signal: page.signal };
}

describe('EL-7: the door for the page', () => {
  it('has these channels and no other', () => {
    expect(desktopChannels).toEqual({
      invoke: 'lmcp:invoke',
      host: 'lmcp:host',
      event: 'lmcp:event',
      engine: 'lmcp:engine',
      open: 'lmcp:open',
    });
    expect(door().channels).toEqual(['lmcp:invoke', 'lmcp:host']);
  });

  it("hands a method on as the operator at the IPC door, with the page's own signal", async () => {
    const { ask, asked, signal } = door();
    expect(await ask('lmcp:invoke', own, 'servers.list', {})).toEqual({ ok: true, value: 'done' });
    expect(asked).toEqual([
      {
        method: 'servers.list',
        input: {},
        operator: { actor: { type: 'operator', door: 'ipc' }, signal },
      },
    ]);
  });

  it('P-79: refuses every other sender, on each channel, and puts it on record', async () => {
    const foreign: [IpcSender, string][] = [
      [frame('app://lmcp/ui/', { url: 'app://lmcp/ui/' }), 'it is not the main frame'],
      [frame('https://example.com/'), "it is not the app's own page"],
      [frame('file:///etc/passwd'), "it is not the app's own page"],
      [frame('app://lmcp.evil/ui/'), "it is not the app's own page"],
      [frame('app://evil@lmcp/ui/'), "it is not the app's own page"],
      [frame('about:blank'), "it is not the app's own page"],
      [{ sender: { id: 7 }, senderFrame: null }, 'its frame is gone'],
      [{ ...own, sender: { id: 8 } }, 'it is another window'],
    ];
    for (const channel of [desktopChannels.invoke, desktopChannels.host]) {
      const { ask, asked, refused } = door();
      for (const [event, reason] of foreign) {
        const name = channel === desktopChannels.invoke ? 'servers.list' : 'engine';
        expect(await ask(channel, event, name, {})).toMatchObject({
          ok: false,
          error: { code: 'unauthorized' },
        });
        expect(refused.pop()).toBe(`${channel}: ${reason}`);
      }
      expect(asked).toEqual([]);
    }
    expect(refusalOf(own, 7)).toBeNull();
  });

  it('refuses everybody while no window is open', async () => {
    const { ask, asked } = door(false);
    expect((await ask('lmcp:invoke', own, 'servers.list', {})).ok).toBe(false);
    expect(asked).toEqual([]);
  });

  it('answers what does not fit the schema with a code, and never throws', async () => {
    const { ask } = door();
    const codeOf = (reply: Reply<unknown>) => (reply.ok ? 'ok' : reply.error.code);
    expect(codeOf(await ask('lmcp:invoke', own, { toString: 1 }, {}))).toBe('invalid_input');
    expect(codeOf(await ask('lmcp:host', own, 'constructor', {}))).toBe('unknown_method');
    expect(codeOf(await ask('lmcp:host', own, 'engine', { extra: 1 }))).toBe('invalid_input');
    const path = { suggestedName: '../../etc/passwd' };
    expect(codeOf(await ask('lmcp:host', own, 'chooseSavePath', path))).toBe('invalid_input');
    expect(codeOf(await ask('lmcp:host', own, 'startEngine', {}))).toBe('internal');
    expect(await ask('lmcp:host', own, 'engine', undefined)).toEqual({
      ok: true,
      value: { state: 'running', error: null },
    });
  });

  it('an export is written only where a person chose to save it', async () => {
    const { ask, asked } = door();
    const stolen = await ask('lmcp:invoke', own, 'audit.export', { path: '/home/me/.bashrc' });
    expect(stolen).toMatchObject({ ok: false, error: { code: 'invalid_input' } });
    expect(asked).toEqual([]);
    const chosen = await ask('lmcp:invoke', own, 'audit.export', { path: '/docs/chosen.jsonl' });
    expect(chosen.ok).toBe(true);
  });
});
