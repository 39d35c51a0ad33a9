import { expect, it } from 'vitest';
import { createApi } from '../shared/client.ts';
import { createTrayActions } from './tray-actions.ts';

/** The tray's actions around a system that decides by itself whether the app opens at login. */
function bench(set: (open: boolean) => boolean) {
  const calls: string[] = [];
  const act = createTrayActions({
    engine: { start: notAsked, stop: notAsked, url: null },
    api: createApi(notAsked),
    loginItem: { set: (open) => ({ supported: true, open: set(open) }) },
    copyText: () => undefined,
    open: () => undefined,
    notify: (title, body) => calls.push(`${title}: ${body}`),
    redraw: () => calls.push('redraw'),
    quit: () => undefined,
  });
  return { act, calls };
}

async function notAsked(): Promise<never> {
  throw new Error('not asked');
}

it('where the system lets the app open at login the menu says so, and nobody is told more', () => {
  const { act, calls } = bench((open) => open);
  act({ do: 'openAtLogin', open: true });
  expect(calls).toEqual(['redraw']);
});

it('a system that wants a word from the person first is told of, and the menu says what is so', () => {
  const { act, calls } = bench(() => false);
  act({ do: 'openAtLogin', open: true });
  expect(calls).toEqual([
    expect.stringMatching(/^LMCP does not open at login: .*settings/),
    'redraw',
  ]);
});

it('where it cannot be set, the reason is told, and the menu says what is so', () => {
  const { act, calls } = bench(() => {
    throw new Error('EACCES: permission denied');
  });
  act({ do: 'openAtLogin', open: true });
  expect(calls).toEqual(['LMCP does not open at login: EACCES: permission denied', 'redraw']);
});
