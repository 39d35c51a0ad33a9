import { AppError } from '../../shared/errors.ts';
import { type JsonNode, textOf } from '../json/scan.ts';
import type { Message } from './message.ts';
import { type Edit, splice } from './splice.ts';

/** The params of tools/call: what the policy reads, and the spans that go upstream as they are. */
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

/** The params as they go upstream: the real name and our progress token written in, every other byte untouched. */
export function upstreamParams(
  message: Message,
  call: CallParams,
  tool: string,
  progressToken: string | null,
): Uint8Array[] {
  const edits: Edit[] = [];
  if (tool !== call.name) {
    edits.push({ start: call.nameNode.start, end: call.nameNode.end, text: JSON.stringify(tool) });
  }
  if (call.progressToken !== null && progressToken !== null) {
    const { start, end } = call.progressToken;
    edits.push({ start, end, text: progressToken });
  }
  edits.sort((one, other) => one.start - other.start);
  return splice(message.bytes, call.params, edits);
}

/** The token that a request asked progress under, where it stands in its `_meta`. */
function progressTokenOf(params: JsonNode | null): JsonNode | null {
  return params?.members?.get('_meta')?.members?.get('progressToken') ?? null;
}
