import type { AccessEdit } from '../../../shared/contract-access.ts';
import type { MethodOutput } from '../../engine/method-types.ts';

export type AccessData = MethodOutput<'access.view'>;
export type ClientRules = NonNullable<AccessEdit['tools']>;

/** One cell that differs from the registry. At most one for a client and a server. */
export type CellEdit = AccessEdit;

/** What is staged, and the ways back: a value that is never changed in place. */
export interface StagedEdits {
  readonly cells: ReadonlyMap<string, CellEdit>;
  readonly past: readonly ReadonlyMap<string, CellEdit>[];
  /** The registry that the person saw when the first of them was staged, or read again since; null before that. */
  readonly seen: string | null;
}

export const nothingStaged: StagedEdits = { cells: new Map(), past: [], seen: null };

const rememberedSteps = 100;

export function cellKey(client: string, server: string): string {
  return `${client}\n${server}`;
}

/** Stages edits as one step. An edit that says what the registry says already is no longer staged. */
export function stage(
  staged: StagedEdits,
  edits: readonly CellEdit[],
  present: AccessData,
): StagedEdits {
  const cells = new Map(staged.cells);
  for (const edit of edits) {
    const key = cellKey(edit.client, edit.server);
    const merged = onlyDifferences({ ...cells.get(key), ...edit }, present);
    if (merged === null) cells.delete(key);
    else cells.set(key, merged);
  }
  return { ...nextStep(staged, cells), seen: staged.seen ?? present.sha256 };
}

function nextStep(staged: StagedEdits, cells: StagedEdits['cells']): StagedEdits {
  return { ...staged, cells, past: [...staged.past, staged.cells].slice(-rememberedSteps) };
}

/** The person has read what the staged edits mean for the registry `seen`. */
export function readAgain(staged: StagedEdits, seen: string): StagedEdits {
  return { ...staged, seen };
}

/** Takes the last step back; the same value where there is none. */
export function undoStep(staged: StagedEdits): StagedEdits {
  const before = staged.past.at(-1);
  return before === undefined
    ? staged
    : { ...staged, cells: before, past: staged.past.slice(0, -1) };
}

/** Stages nothing any more; a step that can be taken back. */
export function discardAll(staged: StagedEdits): StagedEdits {
  return nextStep(staged, new Map());
}

/** What is left to stage after the registry changed: what it says by itself now, and what is gone, drops out. */
export function rebase(staged: StagedEdits, present: AccessData): StagedEdits {
  const cells = new Map<string, CellEdit>();
  for (const [key, edit] of staged.cells) {
    const left = isThere(edit, present) ? onlyDifferences(edit, present) : null;
    if (left !== null) cells.set(key, left);
  }
  return cells.size === staged.cells.size &&
    [...cells].every(([key, edit]) => edit === staged.cells.get(key))
    ? staged
    : { cells, past: [], seen: cells.size === 0 ? null : staged.seen };
}

/** Whether the client reaches the server, as staged. */
export function isGranted(
  present: AccessData,
  staged: StagedEdits,
  client: string,
  server: string,
): boolean {
  const granted = staged.cells.get(cellKey(client, server))?.granted;
  return granted ?? grantedNow(present, client, server);
}

/** The client's own rules over the server's tools, as staged; null where there are none. */
export function rulesOf(
  present: AccessData,
  staged: StagedEdits,
  client: string,
  server: string,
): ClientRules | null {
  const edit = staged.cells.get(cellKey(client, server));
  if (edit?.tools !== undefined) return edit.tools;
  return rulesNow(present, client, server);
}

/** A server may be named like a member that every object has. */
function rulesNow(present: AccessData, client: string, server: string): ClientRules | null {
  const tools = present.clients.find(({ id }) => id === client)?.tools ?? {};
  return Object.hasOwn(tools, server) ? (tools[server] ?? null) : null;
}

function grantedNow(present: AccessData, client: string, server: string): boolean {
  return present.clients.find(({ id }) => id === client)?.allowServers.includes(server) ?? false;
}

function isThere({ client, server }: CellEdit, { clients, servers }: AccessData): boolean {
  return clients.some(({ id }) => id === client) && servers.some(({ id }) => id === server);
}

function onlyDifferences(edit: CellEdit, present: AccessData): CellEdit | null {
  const { client, server, granted, tools } = edit;
  const changesGrant = granted !== undefined && granted !== grantedNow(present, client, server);
  const rules = rulesNow(present, client, server);
  const changesTools = tools !== undefined && !sameRules(tools, rules);
  if (!changesGrant && !changesTools) return null;
  if (changesGrant === (granted !== undefined) && changesTools === (tools !== undefined))
    return edit;
  return { client, server, ...(changesGrant && { granted }), ...(changesTools && { tools }) };
}

function sameRules(one: ClientRules | null, other: ClientRules | null): boolean {
  return JSON.stringify(wholeRules(one)) === JSON.stringify(wholeRules(other));
}

/** Rules with nothing left to their defaults. None at all differ from rules that allow everything only in the file. */
export function wholeRules(rules: ClientRules | null) {
  if (rules === null) return null;
  const { mode = 'allow_all', tools = [], ask = [], deny = [] } = rules;
  return { mode, tools, ask, deny };
}
