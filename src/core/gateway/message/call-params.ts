import { AppError } from '../../../shared/errors.ts';
import type { JsonNode, Members } from '../../json/json-node.ts';
import type { Part } from '../../json/parts.ts';
import { exactText, textOf } from '../../json/scan.ts';
import type { Message } from './message.ts';
import { hopKeys } from './request-meta.ts';
import { type Edit, splice } from './splice.ts';

/** The params of tools/call and prompts/get: what the policy reads, and the spans that go upstream as they are. */
export interface CallParams {
  /** The exposed name the client used. */
  readonly name: string;
  readonly params: JsonNode;
  readonly nameNode: JsonNode;
  /** The exact bytes of `arguments`; empty when there are none. */
  readonly args: Uint8Array;
  readonly progressToken: JsonNode | null;
}

const noBytes = new Uint8Array(0);

/** @throws AppError `invalid_params` when name or arguments are missing or of the wrong type. */
export function readCallParams(message: Message): CallParams {
  const params = message.params;
  const nameNode = params?.members?.get('name');
  if (params === null || nameNode?.type !== 'string') {
    throw new AppError('invalid_params', 'params.name must be a string');
  }
  const args = params.members?.get('arguments');
  if (args !== undefined && args.type !== 'object') {
    throw new AppError('invalid_params', 'params.arguments must be an object');
  }
  return {
    name: textOf(message.bytes, nameNode),
    params,
    nameNode,
    args: args === undefined ? noBytes : message.bytes.subarray(args.start, args.end),
    progressToken: progressTokenOf(params),
  };
}

/**
 * The params as they go upstream: the real name and our progress token written in, what only concerns this hop taken out of
 * `_meta`, every other byte untouched.
 */
export function upstreamParams(
  message: Message,
  call: Pick<CallParams, 'name' | 'params' | 'nameNode'>,
  own: string,
  progressToken: string | null,
): Part[] {
  const { start, end } = call.nameNode;
  const edits: Edit[] = own === call.name ? [] : [{ start, end, text: JSON.stringify(own) }];
  const meta = metaEdit(message, call.params, progressToken);
  if (meta !== null && meta.start < start) edits.unshift(meta);
  else if (meta !== null) edits.push(meta);
  return splice(message.bytes, call.params, edits);
}

/** What is to be written into the `_meta` of a request that goes upstream; null when it may stay as it is. */
function metaEdit(message: Message, params: JsonNode, progressToken: string | null): Edit | null {
  const meta = params.members?.get('_meta');
  if (meta === undefined || meta.members === null) return null;
  const hopMembers = countHopMembers(meta.members);
  if (hopMembers > 0) {
    // Most clients say nothing else there.
    const isAll = hopMembers === meta.members.size;
    const text = isAll ? '{}' : nextMeta(message, meta.members, progressToken);
    return { start: meta.start, end: meta.end, text };
  }
  const token = meta.members.get('progressToken');
  if (token === undefined || progressToken === null) return null;
  return { start: token.start, end: token.end, text: progressToken };
}

function countHopMembers(meta: Members): number {
  let count = 0;
  for (const key of hopKeys) if (meta.has(key)) count++;
  return count;
}

/** The next hop is told our own version and identity, and the capabilities that it may use. */
function nextMeta(message: Message, meta: Members, progressToken: string | null): string {
  const kept: string[] = [];
  for (const [name, value] of meta) {
    if (hopKeys.has(name)) continue;
    const isToken = name === 'progressToken' && progressToken !== null;
    const text = isToken ? progressToken : exactText(message.bytes, value);
    kept.push(`${JSON.stringify(name)}:${text}`);
  }
  return `{${kept.join(',')}}`;
}

/** The token that a request asked progress under, where it stands in its `_meta`. */
export function progressTokenOf(params: JsonNode | null): JsonNode | null {
  return params?.members?.get('_meta')?.members?.get('progressToken') ?? null;
}
