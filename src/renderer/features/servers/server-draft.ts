import type { z } from 'zod';
import type { ServerSummary, ValueView } from '../../../shared/contract-server-views.ts';
import { identifier } from '../../../shared/registry-fields.ts';
import { serverEntry } from '../../../shared/registry-server.ts';
import { problemOfNames } from './value-names.ts';

/** One value of env or headers while it is edited. A stored value is never shown: an untouched one stays as it is. */
export interface DraftValue {
  readonly key: string;
  readonly value: string;
  /** Goes to the secret store, whatever it looks like. */
  readonly secret: boolean;
  /** It is in the registry already, under this key. */
  readonly stored: boolean;
}

/** A server's entry as a form holds it; what the form does not show stays untouched in the registry. */
export interface ServerDraft {
  readonly id: string;
  readonly transport: 'stdio' | 'http';
  readonly command: string;
  /** One argument on each line. */
  readonly args: string;
  readonly cwd: string;
  readonly url: string;
  /** `env` of a command, `headers` of a URL. */
  readonly values: readonly DraftValue[];
  readonly description: string;
  readonly autostart: boolean;
  readonly sharing: 'shared' | 'per_client' | 'per_session';
  readonly trust: 'first_use' | 'review';
}

export const emptyDraft: ServerDraft = {
  id: '',
  transport: 'stdio',
  command: '',
  args: '',
  cwd: '',
  url: '',
  values: [],
  description: '',
  autostart: false,
  sharing: 'shared',
  trust: 'first_use',
};

export type Entry = z.input<typeof serverEntry>;

/** The entry that the draft amounts to. Keys that say what the default says are left out. */
export function toEntry(draft: ServerDraft): Entry {
  const { transport, command, url, cwd, description, autostart, sharing, trust } = draft;
  const common = {
    ...(description !== '' && { description }),
    ...(autostart && { autostart }),
    ...(sharing !== 'shared' && { sharing }),
    ...(trust !== 'first_use' && { trust }),
  };
  const named = draft.values.filter(({ key }) => key !== '');
  const values = Object.fromEntries(named.map(({ key, value }) => [key, value]));
  const some = named.length > 0;
  if (transport === 'http')
    return { transport, url: url.trim(), ...common, ...(some && { headers: values }) };
  const args = argsOf(draft);
  return {
    transport,
    command: command.trim(),
    ...(args.length > 0 && { args }),
    ...(cwd.trim() !== '' && { cwd: cwd.trim() }),
    ...common,
    ...(some && { env: values }),
  };
}

export function argsOf({ args }: ServerDraft): string[] {
  return args.split('\n').filter((line) => line !== '');
}

/** Names of values that are to be kept in the secret store. */
export function secretsOf(draft: ServerDraft): string[] {
  return draft.values.filter(({ secret, value }) => secret && value !== '').map(({ key }) => key);
}

/** The draft without values that write nothing: those that nobody named yet, and stored ones that stay as they are. */
export function withoutIdleValues(draft: ServerDraft): ServerDraft {
  const values = draft.values.filter(({ key, value, stored }) =>
    stored ? value !== '' : key !== '',
  );
  return { ...draft, values };
}

export type DraftErrors = Readonly<
  Partial<Record<'id' | 'command' | 'url' | 'values' | 'form', string>>
>;

/** What is wrong, by field, as the registry's own schema sees it. */
export function checkDraft(draft: ServerDraft, taken: readonly string[] = []): DraftErrors {
  const errors: Partial<Record<keyof DraftErrors, string>> = {};
  const id = identifier.safeParse(draft.id);
  if (!id.success) errors.id = id.error.issues[0]?.message ?? 'Not a name';
  else if (taken.includes(draft.id)) errors.id = `There is a server ${draft.id} already`;
  const names = problemOfNames(draft);
  if (names !== undefined) errors.values = names;
  const parsed = serverEntry.safeParse(toEntry(draft));
  for (const { path, message } of parsed.error?.issues ?? []) {
    const field = fieldOf(path[0]);
    errors[field] ??= message;
  }
  return errors;
}

function fieldOf(key: PropertyKey | undefined): keyof DraftErrors {
  if (key === 'command' || key === 'url') return key;
  return key === 'env' || key === 'headers' ? 'values' : 'form';
}

/** The draft of an entry that is there. `values` come apart, since their content never leaves the engine. */
export function toDraft(
  { id, description, autostart }: ServerSummary,
  entry: Readonly<Record<string, unknown>>,
  values: readonly ValueView[],
): ServerDraft {
  const text = (key: string) => (typeof entry[key] === 'string' ? entry[key] : '');
  const sharing = text('sharing');
  return {
    id,
    transport: entry.transport === 'http' ? 'http' : 'stdio',
    command: text('command'),
    args: Array.isArray(entry.args) ? entry.args.join('\n') : '',
    cwd: text('cwd'),
    url: text('url'),
    values: values.map(({ key, references }) => ({
      key,
      value: '',
      secret: references.some((reference) => reference.startsWith('secret:')),
      stored: true,
    })),
    description,
    autostart,
    sharing: sharing === 'per_client' || sharing === 'per_session' ? sharing : 'shared',
    trust: entry.trust === 'review' ? 'review' : 'first_use',
  };
}
