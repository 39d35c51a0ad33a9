import { AppError } from '../../../shared/errors.ts';
import type { JsonNode, Members } from '../../json/json-node.ts';
import { exactText, isText, requestLimits, scanJson, textOf } from '../../json/scan.ts';
import { ScanError } from '../../json/scan-error.ts';

const names = ['jsonrpc', 'id', 'method', 'params', 'result', 'error'] as const;
const integer = /^-?(?:0|[1-9]\d{0,15})$/;
const maxIdBytes = 256;

/**
 * Checks that the body is one JSON-RPC 2.0 message (TR-16, TR-17, TR-18).
 * @throws AppError `parse_error` (-32700) for bad syntax or UTF-8, `invalid_request` (-32600) for the rest.
 */
export function readEnvelope(body: Uint8Array): JsonNode {
  const root = scan(body);
  if (root.members === null) throw new AppError('invalid_request', undefined, because(root.type));
  const { members } = root;
  const jsonrpc = members.get('jsonrpc');
  if (jsonrpc === undefined || !isText(body, jsonrpc, '2.0')) {
    throw new AppError('invalid_request', undefined, because('jsonrpc'));
  }
  refuseLikeNames(members);
  checkKind(members);
  const id = members.get('id');
  if (id !== undefined) checkId(body, id);
  return root;
}

function scan(body: Uint8Array): JsonNode {
  try {
    return scanJson(body, requestLimits);
  } catch (error) {
    if (!(error instanceof ScanError)) throw error;
    const code =
      error.fault === 'syntax' || error.fault === 'utf8' ? 'parse_error' : 'invalid_request';
    throw new AppError(code, undefined, { data: { fault: error.fault, at: error.at } });
  }
}

/** Another reader could take `Method`, or `paramſ`, for ours (CVE-2026-27896). */
function refuseLikeNames(members: Members): void {
  let others = members.size;
  for (const name of names) if (members.has(name)) others--;
  // Most messages have no others, whose names would have to be read.
  if (others === 0) return;
  const known: ReadonlySet<string> = new Set(names);
  for (const [name] of members) {
    if (!known.has(name) && known.has(name.toUpperCase().toLowerCase())) {
      throw new AppError('invalid_request', undefined, because('member_case'));
    }
  }
}

function checkKind(members: Members): void {
  const method = members.get('method');
  const params = members.get('params');
  const answers = Number(members.has('result')) + Number(members.has('error'));
  if (method !== undefined) {
    if (method.type !== 'string')
      throw new AppError('invalid_request', undefined, because('method'));
    if (answers > 0) throw new AppError('invalid_request', undefined, because('kind'));
    if (params !== undefined && params.type !== 'object') {
      throw new AppError('invalid_request', undefined, because('params'));
    }
    return;
  }
  if (answers !== 1 || !members.has('id') || params !== undefined) {
    throw new AppError('invalid_request', undefined, because('kind'));
  }
}

function checkId(body: Uint8Array, id: JsonNode): void {
  const length = id.end - id.start;
  if (id.type === 'string') {
    // The text is at most as long as its escaped form: most ids need no decoding.
    if (length - 2 <= maxIdBytes || Buffer.byteLength(textOf(body, id)) <= maxIdBytes) return;
  } else if (id.type === 'number' && length <= 17) {
    if (length <= 15 && isDigits(body, id)) return;
    const text = exactText(body, id);
    if (integer.test(text) && Number.isSafeInteger(Number(text))) return;
  }
  throw new AppError('invalid_request', undefined, because('id'));
}

function isDigits(body: Uint8Array, { start, end }: JsonNode): boolean {
  for (let at = start; at < end; at++) {
    const byte = body[at] ?? 0;
    if (byte < 0x30 || byte > 0x39) return false;
  }
  return true;
}

function because(fault: string): { data: { fault: string } } {
  return { data: { fault } };
}
