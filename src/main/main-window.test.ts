import { join } from 'node:path';
import { expect, it } from 'vitest';
import { FakeWindow } from '../../test/helpers/fake-window.ts';
import { temporaryDirectory } from '../../test/helpers/temporary-directory.ts';
import { MainWindow } from './main-window.ts';
import { readWindowState } from './window-state.ts';

/** The one window, and a person who answers the question with a button. */
function bench(answer = 0) {
  const statePath = join(temporaryDirectory(), 'window.json');
  const windows: FakeWindow[] = [];
  const questions: string[] = [];
  const window = new MainWindow({
    create: (options) => {
      const made = new FakeWindow(options, () => undefined);
      windows.push(made);
      return made;
    },
    ask: async ({ message, buttons, defaultId, cancelId }) => {
      questions.push(`${message} ${buttons[defaultId]}, ${buttons[cancelId]}`);
      return answer;
    },
    platform: 'linux',
    preload: '/preload.cjs',
    icon: '/icon.png',
    devTools: false,
    statePath,
    screens: () => [],
    log: () => undefined,
    onPage: () => undefined,
  });
  const latest = () => {
    const last = windows.at(-1);
    if (last === undefined) throw new Error('no window was made');
    return last;
  };
  return { window, windows, latest, questions, statePath };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

it('a page with staged edits is asked about before it closes; Keep is the default', async () => {
  const { window, latest, questions } = bench(0);
  window.show();
  latest().holdsEdits = true;
  latest().close();
  latest().close();
  expect(latest().isClosed).toBe(false);
  await settle();
  expect(questions).toEqual(['Discard the staged edits? Keep, Keep']);
  expect(latest().isClosed).toBe(false);
  latest().close();
  await settle();
  expect(questions).toHaveLength(2);
});

it('Discard closes it, and the next window is a new one', async () => {
  const { window, windows, latest } = bench(1);
  window.show();
  latest().holdsEdits = true;
  latest().close();
  await settle();
  expect(latest().isClosed).toBe(true);
  expect(window.page).toBeNull();
  window.show();
  expect(windows).toHaveLength(2);
});

it('Discard at a reload opens the same place anew', async () => {
  const { window, windows, latest } = bench(1);
  window.show('access?client=a');
  latest().holdsEdits = true;
  expect(latest().navigate(latest().contents.getURL())).toBe(false);
  await settle();
  expect(windows.map(({ isClosed }) => isClosed)).toEqual([true, false]);
  expect(latest().loaded).toEqual(['app://lmcp/ui/access?client=a']);
});

it('a view is shown without a reload, so that nothing staged is lost', async () => {
  const { window, latest, questions } = bench();
  window.show();
  window.show('servers');
  // Nobody listens in a page that is not there yet.
  expect(latest().loaded).toEqual(['app://lmcp/ui/', 'app://lmcp/ui/servers']);
  await settle();
  latest().holdsEdits = true;
  window.show('audit');
  expect(latest().sent).toEqual([{ channel: 'lmcp:open', data: 'audit' }]);
  expect(latest().loaded).toHaveLength(2);
  expect(questions).toEqual([]);
});

it('EL-15: when the app ends no page holds its window open, and nobody is asked', async () => {
  const { window, latest, questions } = bench();
  window.show();
  latest().holdsEdits = true;
  window.letGo();
  latest().close();
  await settle();
  expect([latest().isClosed, questions]).toEqual([true, []]);
});

it('EL-15: the app ends without closing its window, whose place is kept all the same', () => {
  const { window, statePath } = bench();
  window.show();
  expect(readWindowState(statePath)).toBeNull();
  window.letGo();
  expect(readWindowState(statePath)).toMatchObject({ x: 10, y: 20, width: 1_000, height: 700 });
});

it('EL-15: while the app ends no window opens any more: not for an old notice, not for a reload', async () => {
  const { window, windows, latest } = bench(1);
  window.show();
  latest().holdsEdits = true;
  latest().navigate(latest().contents.getURL());
  window.letGo();
  await settle();
  expect(windows.map(({ isClosed }) => isClosed)).toEqual([true]);
  window.show('audit');
  expect(windows).toHaveLength(1);
});
