import { AppError } from '../../../shared/errors.ts';
import type { JsonNode } from '../../json/json-node.ts';
import { exactText, resultLimits, scanJson } from '../../json/scan.ts';
import type { DefinitionKind } from '../../state/definition.ts';
import { arrayElements } from '../messages/array-elements.ts';

/** What a server lists; instructions come with its first answer. */
export type ListKind = Exclude<DefinitionKind, 'instructions'>;

interface ListForm {
  /** The request that lists it. */
  readonly method: string;
  /** Where the items stand in the result. */
  readonly member: string;
  /** How many one server may list (UP-9); resources are data, of which there is more. */
  readonly items: number;
}

export const listForms: Readonly<Record<ListKind, ListForm>> = {
  tool: { method: 'tools/list', member: 'tools', items: 512 },
  prompt: { method: 'prompts/list', member: 'prompts', items: 512 },
  resource: { method: 'resources/list', member: 'resources', items: 2_000 },
  template: { method: 'resources/templates/list', member: 'resourceTemplates', items: 512 },
};

/** Pages and bytes of one list (UP-9). */
export const listLimits = { pages: 50, bytes: 4_194_304 } as const;

export interface RawList {
  /** Each item's JSON, byte for byte, copied out of the reply. */
  readonly items: readonly Uint8Array[];
  /** Which limit cut the list short (`tools`, `pages`, …): the server is degraded. Null for a whole list; a repeated cursor only ends it. */
  readonly limitedBy: string | null;
}

export const emptyList: RawList = { items: [], limitedBy: null };

/**
 * Reads one list to its end, page by page, within its limits.
 * @param request sends one list request; takes the params as JSON text or null, and resolves with the bytes of `result`.
 * @throws AppError `upstream_protocol` for a page without its array; what `request` rejects with.
 */
export async function readList(
  kind: ListKind,
  request: (params: string | null) => Promise<Uint8Array>,
): Promise<RawList> {
  const { member, items: itemLimit } = listForms[kind];
  const items: Uint8Array[] = [];
  const cursors = new Set<string>();
  let totalBytes = 0;
  let params: string | null = null;
  for (let page = 1; page <= listLimits.pages; page++) {
    const result = await request(params);
    const { members } = scanJson(result, resultLimits);
    for (const raw of arrayElements(result, arrayOf(kind, members))) {
      if (items.length === itemLimit) return { items, limitedBy: member };
      totalBytes += raw.length;
      if (totalBytes > listLimits.bytes) return { items, limitedBy: 'bytes' };
      items.push(new Uint8Array(raw));
    }
    const cursor = cursorOf(result, members);
    if (cursor === null || cursors.has(cursor)) return { items, limitedBy: null };
    cursors.add(cursor);
    params = `{"cursor":${cursor}}`;
  }
  return { items, limitedBy: 'pages' };
}

function arrayOf(kind: ListKind, members: JsonNode['members']): JsonNode {
  const { method, member } = listForms[kind];
  const found = members?.get(member);
  if (found?.type !== 'array')
    throw new AppError('upstream_protocol', `The server answered ${method} without ${member}.`, {
      data: { cause: 'upstream_error' },
    });
  return found;
}

/** The cursor as the server wrote it, quotes included, or null at the end of the list. */
function cursorOf(result: Uint8Array, members: JsonNode['members']): string | null {
  const cursor = members?.get('nextCursor');
  if (cursor?.type !== 'string') return null;
  return exactText(result, cursor);
}
