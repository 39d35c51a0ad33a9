import { AppError } from '../../../shared/errors.ts';
import { decodeHeaderText } from '../../header-text.ts';
import type { JsonNode } from '../../json/json-node.ts';
import { isText, textOf } from '../../json/scan.ts';
import type { RequestHeaders } from './request-headers.ts';

type MirroredHeaders = Pick<RequestHeaders, 'mcpMethod' | 'mcpName'>;

/** Which member of the params `Mcp-Name` repeats, for the methods that must send it (TRANSPORTS: standard request headers). */
const nameSources: ReadonlyMap<string, string> = new Map([
  ['tools/call', 'name'],
  ['prompts/get', 'name'],
  ['resources/read', 'uri'],
  ['tasks/get', 'taskId'],
  ['tasks/update', 'taskId'],
  ['tasks/cancel', 'taskId'],
]);

/**
 * `Mcp-Method` and `Mcp-Name` repeat the body for whoever stands before us and reads only headers (TR-19). Where they are sent, in
 * whatever era, they must say what the body says; decisions read the body alone.
 * @returns the refusal, or null.
 */
export function headerDisagreement(
  headers: MirroredHeaders,
  body: Uint8Array,
  root: JsonNode,
): AppError | null {
  const { mcpMethod, mcpName } = headers;
  if (mcpMethod === undefined && mcpName === undefined) return null;
  const method = textMember(root, 'method');
  if (mcpMethod !== undefined && (method === null || !isText(body, method, mcpMethod))) {
    return disagreement('Mcp-Method');
  }
  if (mcpName === undefined) return null;
  const params = root.members?.get('params');
  const source = nameSources.get(mcpMethod ?? (method === null ? '' : textOf(body, method)));
  const name =
    source === undefined
      ? (textMember(params, 'name') ?? textMember(params, 'uri'))
      : textMember(params, source);
  const sent = decodeHeaderText(mcpName);
  const agrees = name === null ? sent === null : sent !== null && isText(body, name, sent);
  return agrees ? null : disagreement('Mcp-Name');
}

/** The first header that a request of the stateless era must repeat the body in and does not, as refusal; or null. */
export function missingHeader(headers: MirroredHeaders, root: JsonNode): AppError | null {
  if (headers.mcpMethod === undefined) return missing('Mcp-Method');
  const source = nameSources.get(headers.mcpMethod);
  if (source === undefined || headers.mcpName !== undefined) return null;
  const params = root.members?.get('params');
  return textMember(params, source) === null ? null : missing('Mcp-Name');
}

export function missing(header: string): AppError {
  return new AppError('header_mismatch', `${header} is missing`, { data: { header } });
}

export function disagreement(header: string): AppError {
  return new AppError('header_mismatch', `${header} and the body disagree`, { data: { header } });
}

function textMember(parent: JsonNode | undefined, name: string): JsonNode | null {
  const node = parent?.members?.get(name);
  return node?.type === 'string' ? node : null;
}
