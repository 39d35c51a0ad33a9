import { AppError } from '../../shared/errors.ts';
import { type JsonNode, resultLimits, scanJson } from '../json/scan.ts';
import { arrayElements } from './array-elements.ts';

/** What one server may list (UP-9). */
export const listLimits = { tools: 512, pages: 50, bytes: 4_194_304 } as const;

export interface ToolListing {
  /** Each tool's JSON, byte for byte, copied out of the reply. */
  definitions: Uint8Array[];
  /** Which limit cut the listing short: the server is degraded. Null for a whole listing; a repeated cursor only ends it. */
  limitedBy: 'tools' | 'pages' | 'bytes' | null;
}

/**
 * Reads `tools/list` to its end, page by page, within `listLimits`.
 * @param request sends one `tools/list`; takes the params as JSON text or null, and resolves with the bytes of `result`.
 * @throws AppError `upstream_protocol` for a page without a `tools` array; what `request` rejects with.
 */
export async function readAllTools(
  request: (params: string | null) => Promise<Uint8Array>,
): Promise<ToolListing> {
  const definitions: Uint8Array[] = [];
  const cursors = new Set<string>();
  let totalBytes = 0;
  let params: string | null = null;
  for (let page = 1; page <= listLimits.pages; page++) {
    const result = await request(params);
    const { members } = scanJson(result, resultLimits);
    for (const raw of arrayElements(result, toolsOf(members))) {
      if (definitions.length === listLimits.tools) return { definitions, limitedBy: 'tools' };
      totalBytes += raw.length;
      if (totalBytes > listLimits.bytes) return { definitions, limitedBy: 'bytes' };
      definitions.push(new Uint8Array(raw));
    }
    const cursor = cursorOf(result, members);
    if (cursor === null || cursors.has(cursor)) return { definitions, limitedBy: null };
    cursors.add(cursor);
    params = `{"cursor":${cursor}}`;
  }
  return { definitions, limitedBy: 'pages' };
}

function toolsOf(members: JsonNode['members']): JsonNode {
  const tools = members?.get('tools');
  if (tools?.type !== 'array')
    throw new AppError('upstream_protocol', 'The server answered tools/list without tools.', {
      data: { cause: 'upstream_error' },
    });
  return tools;
}

/** The cursor as the server wrote it, quotes included, or null at the end of the list. */
function cursorOf(result: Uint8Array, members: JsonNode['members']): string | null {
  const cursor = members?.get('nextCursor');
  if (cursor?.type !== 'string') return null;
  return Buffer.from(result.buffer, result.byteOffset, result.byteLength).toString(
    'utf8',
    cursor.start,
    cursor.end,
  );
}
