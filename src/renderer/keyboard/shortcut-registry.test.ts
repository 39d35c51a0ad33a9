import { describe, expect, it } from 'vitest';
import { type KeyPress, ShortcutRegistry } from './shortcut-registry.ts';

const page = { mac: false, inField: false, singleKeys: true };

function press(key: string, held: Partial<KeyPress> = {}): KeyPress {
  return { key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held };
}

function createBench(...keys: string[]) {
  const registry = new ShortcutRegistry();
  const ran: string[] = [];
  const add = (name: string, label = name) =>
    registry.add({ keys: name, label, group: '', run: () => ran.push(label) });
  const offs = keys.map((name) => add(name));
  return { registry, ran, add, offs };
}

describe('ShortcutRegistry', () => {
  it('runs a key, a sequence and a chord', () => {
    const { registry, ran } = createBench('n', 'g s', 'mod+k', '?');
    expect(registry.press(press('n'), page)).toBe(true);
    registry.press(press('g'), page);
    registry.press(press('S', { shiftKey: false }), page);
    registry.press(press('k', { ctrlKey: true }), page);
    registry.press(press('?', { shiftKey: true }), page);
    expect(ran).toEqual(['n', 'g s', 'mod+k', '?']);
  });

  it('a sequence that goes nowhere begins anew with the last key', () => {
    const { registry, ran } = createBench('g s', 'n');
    for (const key of ['g', 'x', 's', 'g', 'n', 'g', 'g', 's']) registry.press(press(key), page);
    expect(ran).toEqual(['n', 'g s']);
  });

  it('single keys never fire where letters are typed, chords do', () => {
    const { registry, ran } = createBench('n', 'mod+k');
    expect(registry.press(press('n'), { ...page, inField: true })).toBe(false);
    registry.press(press('k', { ctrlKey: true }), { ...page, inField: true });
    expect(ran).toEqual(['mod+k']);
  });

  it('single keys can be switched off', () => {
    const { registry, ran } = createBench('n', 'g s', 'mod+k');
    for (const key of ['n', 'g', 's']) registry.press(press(key), { ...page, singleKeys: false });
    registry.press(press('k', { ctrlKey: true }), { ...page, singleKeys: false });
    expect(ran).toEqual(['mod+k']);
  });

  it('⌘ is the modifier on a Mac, Ctrl elsewhere; the other and Alt belong to the platform', () => {
    const { registry, ran } = createBench('mod+k', 'k');
    registry.press(press('k', { metaKey: true }), { ...page, mac: true });
    expect(ran).toEqual(['mod+k']);
    for (const [held, mac] of [
      [{ ctrlKey: true }, true],
      [{ metaKey: true }, false],
      [{ altKey: true }, false],
    ] as const)
      expect(registry.press(press('k', held), { ...page, mac })).toBe(false);
    expect(ran).toEqual(['mod+k']);
  });

  it('the one that was added last goes first, until it is taken away', () => {
    const { registry, ran, add } = createBench('n');
    const off = add('n', 'of the view');
    registry.press(press('n'), page);
    off();
    registry.press(press('n'), page);
    expect(ran).toEqual(['of the view', 'n']);
  });

  it('tells who lists them', () => {
    const { registry, add } = createBench();
    let told = 0;
    registry.subscribe(() => {
      told += 1;
    });
    add('n')();
    expect(told).toBe(2);
    expect(registry.all()).toEqual([]);
  });
});
