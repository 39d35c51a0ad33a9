import { argsOf, type DraftValue, type ServerDraft, withoutIdleValues } from './server-draft.ts';
import type { TypedSetup } from './setup-drafts.ts';

/** What was typed over one entry, put on top of another: what was not touched is as it is there now. */
export function rebaseDraft(
  before: ServerDraft,
  typed: ServerDraft,
  present: ServerDraft,
): ServerDraft {
  const keep = <K extends keyof ServerDraft>(key: K): ServerDraft[K] =>
    typed[key] === before[key] ? present[key] : typed[key];
  const named = (values: readonly DraftValue[]) => new Map(values.map((one) => [one.key, one]));
  const [was, mine, now] = [named(before.values), named(typed.values), named(present.values)];
  const kept = typed.values
    .filter(({ key, value, stored }) => !stored || value !== '' || now.has(key))
    .map((one) => ({ ...one, stored: now.has(one.key) && (one.stored || one.value !== '') }));
  const added = present.values.filter(({ key }) => !was.has(key) && !mine.has(key));
  return {
    id: present.id,
    transport: keep('transport'),
    command: keep('command'),
    args: keep('args'),
    cwd: keep('cwd'),
    url: keep('url'),
    values: [...kept, ...added],
    description: keep('description'),
    autostart: keep('autostart'),
    sharing: keep('sharing'),
    trust: keep('trust'),
  };
}

export interface EntryChange {
  readonly path: string[];
  readonly value?: unknown;
}

/** The edits that lead from one draft to another: single values, so that comments and everything else in the file stay. */
export function changesBetween(before: ServerDraft, after: ServerDraft): EntryChange[] {
  const plain = ['description', 'autostart', 'sharing', 'trust'] as const;
  const target = after.transport === 'http' ? (['url'] as const) : (['command'] as const);
  const changes: EntryChange[] = [...target, ...plain]
    .filter((key) => before[key] !== after[key])
    .map((key) => ({ path: [key], value: after[key] }));
  if (after.transport === 'stdio') {
    if (before.args !== after.args) changes.push({ path: ['args'], value: argsOf(after) });
    if (before.cwd !== after.cwd) {
      changes.push(
        after.cwd.trim() === '' ? { path: ['cwd'] } : { path: ['cwd'], value: after.cwd },
      );
    }
  }
  const section = after.transport === 'http' ? 'headers' : 'env';
  const kept = new Set(after.values.filter(({ stored }) => stored).map(({ key }) => key));
  for (const { key } of before.values) {
    const replaced = after.values.some((value) => value.key === key);
    if (!kept.has(key) && !replaced) changes.push({ path: [section, key] });
  }
  for (const { key, value } of withoutIdleValues(after).values) {
    changes.push({ path: [section, key], value });
  }
  return changes;
}

/** Whether saving what was typed would write something. */
export function isUnsaved({ draft, over }: Pick<TypedSetup, 'draft' | 'over'>): boolean {
  return changesBetween(over, draft).length > 0;
}
