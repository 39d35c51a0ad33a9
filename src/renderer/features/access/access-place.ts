import { identifier } from '../../../shared/registry-fields.ts';
import { isToolName } from '../../../shared/tool-name.ts';
import type { AccessData } from './staged-edits.ts';

/** A cell of the matrix. */
export interface CellPlace {
  readonly client: string;
  readonly server: string;
}

/** A cell, or the row or column alone, and a tool of a cell; null for what is not meant. */
export interface AccessPlace {
  readonly client: string | null;
  readonly server: string | null;
  readonly tool: string | null;
}

/** A place as an address names it. */
export interface NamedPlace extends AccessPlace {
  /** Names in the address that nothing can have. */
  readonly malformed: readonly (keyof AccessPlace)[];
}

/** A place of the matrix that is there, or why there is none. */
export interface FoundPlace {
  readonly place: AccessPlace;
  /** In a sentence, for people; null where all that was named is there. */
  readonly missing: string | null;
}

export const noPlace: AccessPlace = { client: null, server: null, tool: null };

const isIdentifier = (text: string) => identifier.safeParse(text).success;

/** The place that an address names. A name counts once and in the form that it has in the registry. */
export function readPlace(params: URLSearchParams): NamedPlace {
  const malformed: (keyof AccessPlace)[] = [];
  const read = (name: keyof AccessPlace, isName: (text: string) => boolean) => {
    const [value, ...more] = params.getAll(name);
    if (value === undefined) return null;
    if (more.length === 0 && isName(value)) return value;
    malformed.push(name);
    return null;
  };
  return {
    client: read('client', isIdentifier),
    server: read('server', isIdentifier),
    tool: read('tool', isToolName),
    malformed,
  };
}

/** The search part of an address for a place. */
export function writePlace(place: AccessPlace): URLSearchParams {
  const params = new URLSearchParams();
  for (const name of ['client', 'server', 'tool'] as const) {
    const value = place[name];
    if (value !== null) params.set(name, value);
  }
  return params;
}

/** The place in the matrix that is there; whether a server has the tool is known once its tools were read. */
export function findPlace(named: NamedPlace, { clients, servers }: AccessData): FoundPlace {
  const { client, server, tool, malformed } = named;
  const [unreadable] = malformed;
  if (unreadable !== undefined) return nowhere(`The address names no ${unreadable} that can be.`);
  const has = (list: readonly { id: string }[], id: string | null) =>
    id === null || list.some((one) => one.id === id);
  const gone = [
    has(clients, client) ? null : `no client named ${client}`,
    has(servers, server) ? null : `no server named ${server}`,
  ].filter((one) => one !== null);
  if (gone.length > 0) return nowhere(`There is ${gone.join(' and ')}.`);
  if (tool !== null && (client === null || server === null))
    return nowhere('The address names a tool without its client and server.');
  return { place: { client, server, tool }, missing: null };
}

/** The cell of a place; null where it is a row, a column or nothing. */
export function cellOf({ client, server }: AccessPlace): CellPlace | null {
  return client === null || server === null ? null : { client, server };
}

function nowhere(missing: string): FoundPlace {
  return { place: noPlace, missing };
}
