import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { FakeClock } from '../../../test/helpers/fake-clock.ts';
import { type Database, openMemoryDatabase } from '../database.ts';
import type { CheckedList, DefinitionKind, DefinitionStore } from './definition.ts';
import { createDefinitionStore } from './definitions.ts';
import { migrations } from './migrations.ts';

let db: Database;
let store: DefinitionStore;
const clock = new FakeClock();

beforeEach(() => {
  db = openMemoryDatabase();
  onTestFinished(() => void db.close());
  for (const { sql } of migrations) db.exec(sql);
  store = createDefinitionStore({ db, clock });
});

/** `name:text` for each item. */
function list(...items: string[]): CheckedList {
  const accepted = items.map((item) => {
    const name = item.split('=')[0] ?? '';
    return { name, sha256: Buffer.from(item).toString('hex').padEnd(64, '0'), json: item };
  });
  return { accepted, refused: new Map() };
}

const observe = (
  lists: Partial<Record<DefinitionKind, CheckedList>>,
  trust: 'first_use' | 'review' = 'first_use',
) => {
  const kinds: DefinitionKind[] = ['tool', 'prompt', 'resource', 'template', 'instructions'];
  const given = kinds.flatMap((kind) => {
    const found = lists[kind];
    return found === undefined ? [] : [[kind, found] as const];
  });
  return store.observe('files', { lists: new Map(given) }, trust);
};

const served = (kind: DefinitionKind) => {
  const { approved, changed } = store.of('files', kind);
  return [...approved].filter(([name]) => !changed.has(name)).map(([, { json }]) => json);
};

describe('definitions of every kind', () => {
  it('UP-2: kinds are kept apart, though names are equal', () => {
    observe({ tool: list('x=1'), prompt: list('x=2'), instructions: list('instructions=read me') });
    expect([served('tool'), served('prompt'), served('resource')]).toEqual([['x=1'], ['x=2'], []]);
    observe({ prompt: list('x=3') });
    expect([served('tool'), served('prompt')]).toEqual([['x=1'], []]);
    expect(store.approve('files', ['x'], 'prompt')).toEqual(['x']);
    expect(served('prompt')).toEqual(['x=3']);
    expect(served('instructions')).toEqual(['instructions=read me']);
  });

  it('UP-1: a kind that comes after the first reading is not trusted by itself', () => {
    observe({ tool: list('x=1'), prompt: list(), instructions: list() });
    const later = observe({ prompt: list('sneaky=1'), instructions: list('instructions=obey') });
    expect(later.get('prompt')?.pending).toEqual(['sneaky']);
    expect([served('prompt'), served('instructions')]).toEqual([[], []]);
    // A kind that could not be read the first time was not there to be trusted or not.
    expect(observe({ template: list('t=1') }).get('template')?.approved).toEqual(['t']);
  });

  it('UP-3: changed instructions are withheld until approved', () => {
    observe({ instructions: list('instructions=a') });
    expect(observe({ instructions: list('instructions=b') }).get('instructions')?.changed).toEqual([
      'instructions',
    ]);
    expect(served('instructions')).toEqual([]);
    store.approve('files', undefined, 'instructions');
    expect(served('instructions')).toEqual(['instructions=b']);
  });

  it('under first_use resources are served as they are listed; under review they wait', () => {
    observe({ resource: list('file:///a=1') });
    const second = observe({ resource: list('file:///a=2', 'file:///b=1') });
    expect(second.get('resource')).toEqual({
      approved: ['file:///a', 'file:///b'],
      changed: [],
      pending: [],
      removed: [],
    });
    expect(served('resource')).toEqual(['file:///a=2', 'file:///b=1']);
    expect(observe({ resource: list('file:///b=1') }).get('resource')?.removed).toEqual([
      'file:///a',
    ]);
    const third = observe({ resource: list('file:///b=2', 'file:///c=1') }, 'review');
    expect(third.get('resource')).toMatchObject({ changed: ['file:///b'], pending: ['file:///c'] });
    expect(served('resource')).toEqual([]);
  });

  it('what a server declared is kept over a restart and forgotten with it', () => {
    expect(store.abilitiesOf('files')).toBeNull();
    const abilities = new Set(['tools', 'subscribe'] as const);
    store.observe('files', { lists: new Map([['tool', list('x=1')]]), abilities }, 'first_use');
    observe({ tool: list('x=1') });
    store = createDefinitionStore({ db, clock });
    expect(store.abilitiesOf('files')).toEqual(abilities);
    store.forget('files');
    expect(store.abilitiesOf('files')).toBeNull();
    expect(createDefinitionStore({ db, clock }).abilitiesOf('files')).toBeNull();
  });

  it('everything is there again after a restart, kind by kind, and one reading is one revision', () => {
    const before = store.revision;
    observe({ tool: list('x=1', 'y=1'), prompt: list('x=2'), resource: list('file:///a=1') });
    expect(store.revision).toBe(before + 1);
    const views = (['tool', 'prompt', 'resource', 'template'] as const).map((kind) =>
      store.of('files', kind),
    );
    store = createDefinitionStore({ db, clock });
    expect(
      (['tool', 'prompt', 'resource', 'template'] as const).map((kind) => store.of('files', kind)),
    ).toEqual(views);
  });

  it('tools that were approved before there were other kinds stay approved, and their first use is over', () => {
    const old = openMemoryDatabase();
    onTestFinished(() => void old.close());
    for (const { sql } of migrations.slice(0, 2)) old.exec(sql);
    const sha = 'a'.repeat(64);
    old.exec(`INSERT INTO definition VALUES ('files', '${sha}', '{"name":"x"}');
      INSERT INTO definition_listing VALUES ('files', 7, 1);
      INSERT INTO definition_observed VALUES ('files', 'x', '${sha}', 0);
      INSERT INTO definition_refused VALUES ('files', 'bad', 'why');
      INSERT INTO definition_approved VALUES ('files', 'x', '${sha}', 0, 5);`);
    for (const { sql } of migrations.slice(2)) old.exec(sql);
    store = createDefinitionStore({ db: old, clock });
    expect(served('tool')).toEqual(['{"name":"x"}']);
    expect(store.of('files').refused).toEqual(new Map([['bad', 'why']]));
    expect(observe({ tool: list('y=1') }).get('tool')?.pending).toEqual(['y']);
    expect(observe({ prompt: list('p=1') }).get('prompt')?.approved).toEqual(['p']);
  });
});
