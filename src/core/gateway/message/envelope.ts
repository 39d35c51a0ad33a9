import { AppError } from '../../../shared/errors.ts';
import { type JsonNode, requestLimits, scanJson, textOf } from '../../json/scan.ts';
import { ScanError } from '../../json/scan-error.ts';

const members = new Set(['jsonrpc', 'id', 'method', 'params', 'result', 'error']);
const integer = /^-?(?:0|[1-9]\d{0,15})$/;
const maxIdBytes = 256;
const version = Buffer.from('"2.0"');

/**
 * Checks that the body is one JSON-RPC 2.0 message (TR-16, TR-17, TR-18).
 * @throws AppError `parse_error` (-32700) for bad syntax or UTF-8, `invalid_request` (-32600) for the rest.
 */
export function readEnvelope(body: Uint8Array): JsonNode {
  const root = scan(body);
  if (root.members === null) throw new AppError('invalid_request', undefined, because(root.type));
  const jsonrpc = root.members.get('jsonrpc');
  if (jsonrpc === undefined || !version.equals(body.subarray(jsonrpc.start, jsonrpc.end))) {
    throw new AppError('invalid_request', undefined, because('jsonrpc'));
  }
  for (const name of root.members.keys()) {
    // Another reader could take `Method`, or `paramſ`, for ours (CVE-2026-27896).
    if (!members.has(name) && members.has(name.toUpperCase().toLowerCase())) {
      throw new AppError('invalid_request', undefined, because('member_case'));
    }
  }
  checkKind(root.members, root.members.get('method'));
  const id = root.members.get('id');
  if (id !== undefined) checkId(body, id);
  return root;
}

/** The method of a checked message, or null for a response. */
export function methodOf(body: Uint8Array, root: JsonNode): string | null {
  const method = root.members?.get('method');
  return method === undefined ? null : textOf(body, method);
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

function checkKind(found: ReadonlyMap<string, JsonNode>, method: JsonNode | undefined): void {
  const params = found.get('params');
  const answers = Number(found.has('result')) + Number(found.has('error'));
  if (method !== undefined) {
    if (method.type !== 'string')
      throw new AppError('invalid_request', undefined, because('method'));
    if (answers > 0) throw new AppError('invalid_request', undefined, because('kind'));
    if (params !== undefined && params.type !== 'object') {
      throw new AppError('invalid_request', undefined, because('params'));
    }
    return;
  }
  if (answers !== 1 || !found.has('id') || params !== undefined) {
    throw new AppError('invalid_request', undefined, because('kind'));
  }
}

function checkId(body: Uint8Array, id: JsonNode): void {
  const length = id.end - id.start;
  if (id.type === 'string') {
    // The text is at most as long as its escaped form: most ids need no decoding.
    if (length - 2 <= maxIdBytes || Buffer.byteLength(textOf(body, id)) <= maxIdBytes) return;
  } else if (id.type === 'number' && length <= 17) {
    const text = Buffer.from(body.buffer, body.byteOffset + id.start, length).toString('latin1');
    if (integer.test(text) && Number.isSafeInteger(Number(text))) return;
  }
  throw new AppError('invalid_request', undefined, because('id'));
}

function because(fault: string): { data: { fault: string } } {
  return { data: { fault } };
}
