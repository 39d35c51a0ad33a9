import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../../test/helpers/fake-clock.ts';
import { type Database, openDatabase } from '../database.ts';
import { checkDefinitions } from '../upstream/definitions/definition-check.ts';
import type { DefinitionStore, ObserveResult } from './definition.ts';
import { createDefinitionStore } from './definitions.ts';
import { migrations } from './migrations.ts';

let dir = '';
let db: Database;
let clock: FakeClock;
let store: DefinitionStore;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'lmcp-definitions-'));
  db = openDatabase(join(dir, 'state.db'), { durability: 'crash' });
  for (const { sql } of migrations) db.exec(sql);
  clock = new FakeClock();
  store = createDefinitionStore({ db, clock });
});
afterEach(() => {
  db.close();
  rmSync(dir, { recursive: true, force: true });
});

const tool = (name: string, description = 'first') =>
  JSON.stringify({ name, description, inputSchema: { type: 'object' } });

function observe(tools: string[], trust: 'first_use' | 'review' = 'first_use'): ObserveResult {
  const list = checkDefinitions(tools.map((text) => Buffer.from(text)));
  const seen = store.observe('files', { lists: new Map([['tool', list]]) }, trust).get('tool');
  if (seen === undefined) throw new Error('nothing observed');
  return seen;
}

/** The names in each map: what is served is `approved` without `changed`. */
function names() {
  const { approved, changed, pending, refused } = store.of('files');
  return {
    served: [...approved.keys()].filter((name) => !changed.has(name)),
    changed: [...changed.keys()],
    pending: [...pending.keys()],
    refused: [...refused.keys()],
  };
}

describe('the definition store', () => {
  it('knows nothing of a server it never saw', () => {
    expect(store.of('files').observedUs).toBeNull();
    expect(names()).toEqual({ served: [], changed: [], pending: [], refused: [] });
    expect(store.approve('files')).toEqual([]);
  });

  it('UP-1: under first_use the first listing is approved, byte for byte', () => {
    const json = ' {"name":"a", "x":[1.0,9007199254740993], "inputSchema":{"type":"object"}}';
    expect(observe([json])).toEqual({ approved: ['a'], changed: [], pending: [], removed: [] });
    expect(store.of('files').approved.get('a')?.json).toBe(json);
    expect(store.of('files').observedUs).toBe(clock.nowUs());
  });

  it('UP-1: under review nothing is served until a person approves, not even after a switch to first_use', () => {
    expect(observe([tool('a'), tool('b')], 'review').pending).toEqual(['a', 'b']);
    observe([tool('a'), tool('b')], 'first_use');
    expect(names()).toMatchObject({ served: [], pending: ['a', 'b'] });
    expect(store.approve('files', ['b', 'unknown'])).toEqual(['b']);
    expect(names()).toMatchObject({ served: ['b'], pending: ['a'] });
    expect(store.approve('files')).toEqual(['a']);
    expect(names()).toMatchObject({ served: ['b', 'a'], pending: [] });
  });

  it('P-46 UP-3 UP-4: a change withdraws that item alone; the approved text stays and both sides of the difference are there', () => {
    observe([tool('a'), tool('b')]);
    expect(observe([tool('a', 'other'), tool('b')])).toEqual({
      approved: [],
      changed: ['a'],
      pending: [],
      removed: [],
    });
    expect(observe([tool('a', 'other'), tool('b')]).changed).toEqual([]);
    expect(observe([tool('a', 'third'), tool('b')]).changed).toEqual(['a']);
    observe([tool('a', 'other'), tool('b')]);
    expect(names()).toMatchObject({ served: ['b'], changed: ['a'] });
    const { approved, changed } = store.of('files');
    expect(approved.get('a')?.json).toBe(tool('a'));
    expect(changed.get('a')?.json).toBe(tool('a', 'other'));
    expect(store.approve('files', ['a'])).toEqual(['a']);
    expect(names()).toMatchObject({ served: ['a', 'b'], changed: [] });
    expect(store.of('files').approved.get('a')?.json).toBe(tool('a', 'other'));
  });

  it('UP-3: an item that returns to its approved definition is served again', () => {
    observe([tool('a')]);
    observe([tool('a', 'other')]);
    expect(observe([tool('a')]).changed).toEqual([]);
    expect(names()).toMatchObject({ served: ['a'], changed: [] });
  });

  it('UP-3: order of tools and of members raises nothing, and the served order stays', () => {
    observe([tool('a'), tool('b')]);
    const { revision } = store;
    let told = 0;
    store.onChanged(() => told++);
    const reordered = '{"inputSchema":{"type":"object"},"description":"first","name":"a"}';
    expect(observe([tool('b'), reordered])).toEqual({
      approved: [],
      changed: [],
      pending: [],
      removed: [],
    });
    expect(names().served).toEqual(['a', 'b']);
    expect(store.of('files').approved.get('a')?.json).toBe(tool('a'));
    expect(store.revision).toBe(revision);
    expect(told).toBe(0);
  });

  it('UP-5: new items are pending, removed ones are served no more', () => {
    observe([tool('a'), tool('b')]);
    expect(observe([tool('b'), tool('c')])).toEqual({
      approved: [],
      changed: [],
      pending: ['c'],
      removed: ['a'],
    });
    expect(names()).toMatchObject({ served: ['b'], changed: [], pending: ['c'] });
    expect(store.of('files').approved.has('a')).toBe(false);
  });

  it('UP-5: an item that was away is compared with what was approved before', () => {
    observe([tool('a'), tool('b')]);
    observe([tool('b')]);
    observe([tool('a', 'swapped'), tool('b')]);
    expect(names()).toMatchObject({ served: ['b'], changed: ['a'], pending: [] });
    observe([tool('a'), tool('b')]);
    expect(names().served).toEqual(['a', 'b']);
  });

  it('UP-8: an approved item that turns hostile is not served', () => {
    observe([tool('a'), tool('b')]);
    expect(observe([tool('a', 'x\u200b'), tool('b')]).removed).toEqual(['a']);
    expect(names()).toMatchObject({ served: ['b'], refused: ['a'] });
  });

  it('an empty first listing leaves the first use to the next one', () => {
    observe([]);
    expect(store.of('files').observedUs).toBe(clock.nowUs());
    expect(observe([tool('a')]).approved).toEqual(['a']);
    expect(observe([tool('a'), tool('b')]).pending).toEqual(['b']);
  });

  it('the revision grows by one with what may be served, and with nothing else', () => {
    const steps: [() => void, number][] = [
      [() => observe([tool('a')]), 1],
      [() => observe([tool('a')]), 0],
      [() => observe([tool('a'), tool('b')]), 0],
      [() => observe([tool('a', 'x'), tool('b')]), 1],
      [() => observe([tool('a', 'y'), tool('b')]), 0],
      [() => store.approve('files'), 1],
      [() => store.approve('files'), 0],
      [() => observe([]), 1],
      [() => store.forget('files'), 0],
    ];
    for (const [step, growth] of steps) {
      const before = store.revision;
      step();
      expect(store.revision - before).toBe(growth);
    }
  });

  it('tells listeners of every change of content, and stops when asked to', () => {
    const told: string[] = [];
    const stop = store.onChanged((serverId) => told.push(serverId));
    observe([tool('a')]);
    observe([tool('a'), tool('b')]);
    observe([tool('a'), tool('b'), tool('c\u0007')]);
    observe([tool('a'), tool('b'), tool('c\u0007')]);
    expect(told).toEqual(['files', 'files', 'files']);
    stop();
    store.approve('files');
    expect(told).toHaveLength(3);
  });

  it('everything is there again after a restart', () => {
    observe([tool('b'), tool('a'), tool('gone')]);
    clock.advance(1_000);
    observe([tool('a', 'other'), tool('b'), tool('new'), tool('bad name')]);
    const before = store.of('files');
    store = createDefinitionStore({ db, clock });
    expect(store.of('files')).toEqual(before);
    expect([...store.of('files').approved.keys()]).toEqual(['b', 'a']);
    expect(observe([tool('b'), tool('a'), tool('gone')]).changed).toEqual([]);
    expect(names().served).toEqual(['b', 'a', 'gone']);
  });

  it('forget makes the next listing a first one, and leaves other servers alone', () => {
    const list = checkDefinitions([Buffer.from(tool('x'))]);
    store.observe('other', { lists: new Map([['tool', list]]) }, 'first_use');
    observe([tool('a')]);
    store.forget('files');
    expect(store.of('files').observedUs).toBeNull();
    expect([...store.of('other').approved.keys()]).toEqual(['x']);
    expect(observe([tool('a', 'other')]).approved).toEqual(['a']);
  });

  it('keeps no definition that nothing refers to: a server that changes at every listing fills no disk', () => {
    observe([tool('a')]);
    for (let round = 0; round < 20; round++) observe([tool('a', `text ${round}`)]);
    expect(db.prepare('SELECT count(*) FROM definition').pluck().get()).toBe(2);
    store.forget('files');
    expect(db.prepare('SELECT count(*) FROM definition').pluck().get()).toBe(0);
  });

  it('memory does not change when the file cannot', () => {
    observe([tool('a')]);
    const before = store.of('files');
    db.pragma('query_only = ON');
    expect(() => observe([tool('a', 'other')])).toThrow();
    expect(store.of('files')).toBe(before);
  });
});
