import { AppError } from '../../shared/errors.ts';
import { type JsonNode, textOf } from '../json/scan.ts';
import type { RequestHeaders } from './request-headers.ts';

const encoded = /^=\?base64\?([A-Za-z0-9+/]*={0,2})\?=$/;

/**
 * `Mcp-Method` and `Mcp-Name` repeat the body for whoever stands before us and reads only headers (TR-19). Where they are sent, in
 * whatever era, they must say what the body says; decisions read the body alone.
 * @returns the refusal, or null.
 */
export function headerDisagreement(
  headers: Pick<RequestHeaders, 'mcpMethod' | 'mcpName'>,
  body: Uint8Array,
  root: JsonNode,
): AppError | null {
  const { mcpMethod, mcpName } = headers;
  if (mcpMethod === undefined && mcpName === undefined) return null;
  const method = textMember(body, root, 'method');
  if (mcpMethod !== undefined && mcpMethod !== method) return disagreement('Mcp-Method');
  if (mcpName === undefined) return null;
  const params = root.members?.get('params');
  const name = textMember(body, params, 'name') ?? textMember(body, params, 'uri');
  return decodeHeader(mcpName) === name ? null : disagreement('Mcp-Name');
}

function disagreement(header: string): AppError {
  return new AppError('header_mismatch', `${header} and the body disagree`, { data: { header } });
}

function textMember(body: Uint8Array, parent: JsonNode | undefined, name: string): string | null {
  const node = parent?.members?.get(name);
  return node?.type === 'string' ? textOf(body, node) : null;
}

/** Values that are not plain ASCII come in base64 (TRANSPORTS: header encoding). */
function decodeHeader(value: string): string {
  const base64 = encoded.exec(value)?.[1];
  return base64 === undefined ? value : Buffer.from(base64, 'base64').toString('utf8');
}
