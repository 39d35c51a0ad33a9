import { asBuffer } from '../../json/json-text.ts';
import { type Part, partOf, textPart } from '../../json/parts.ts';
import { resultLimits, scanJson, textOf } from '../../json/scan.ts';
import type { UpstreamReply } from '../../upstream/connection.ts';
import { errorMessageVerbatim, type Message, resultMessage } from '../message/message.ts';
import { serverInfoKey } from '../message/request-meta.ts';
import { type Edit, splice } from '../message/splice.ts';
import type { Exchange } from './exchange.ts';

type ErrorReply = Extract<UpstreamReply, { kind: 'error' }>;

/** Their results carry `ttlMs` and `cacheScope` (CACHE26). */
const cacheable: ReadonlySet<string> = new Set([
  'tools/list',
  'prompts/list',
  'resources/list',
  'resources/templates/list',
  'resources/read',
  'server/discover',
]);
/** What a result without any of them needs no scan for. A letter of a name can hide behind `\u`, from a search but not from a reader. */
const typeMarks = ['"resultType"', '\\u'];
const cacheMarks = [...typeMarks, '"ttlMs"', '"cacheScope"'];
/** Resource not found, before 2026-07-28; that revision has invalid params in its place and forbids the old code. */
const oldNotFound = -32_002;
const missingCapability = -32_021;

/** Answers with a result that a server made: verbatim, but for what the client's era requires and the server's does not have. */
export function answerResult(exchange: Exchange, message: Message, result: Uint8Array): boolean {
  const body =
    exchange.client.era === 'session' ? [result] : statelessResult(message.method, result);
  return exchange.respond(resultMessage(message.id, body));
}

/** Answers with a result of our own, which has neither `_meta` nor `resultType`; the stateless era is told who made it. */
export function answerOwn(
  exchange: Exchange,
  message: Message,
  result: Uint8Array,
  version: string,
): boolean {
  if (exchange.client.era === 'session') {
    return exchange.respond(resultMessage(message.id, [result]));
  }
  const info = `"_meta":{"${serverInfoKey}":{"name":"lmcp","title":"LMCP","version":${JSON.stringify(version)}}}`;
  const hints = cacheable.has(message.method) ? '"ttlMs":0,"cacheScope":"private",' : '';
  const whole = partOf(result, 0, result.length);
  const body = prefixed(whole, `"resultType":"complete",${hints}${info}`);
  return exchange.respond(resultMessage(message.id, body));
}

/** Answers with a server's own error, verbatim, but for a code that the client's era forbids. */
export function answerError(exchange: Exchange, message: Message, reply: ErrorReply): boolean {
  const { code, error } = reply;
  if (exchange.client.era === 'session') {
    return exchange.respond(errorMessageVerbatim(message.id, [error]));
  }
  const body = code === oldNotFound ? recoded(error) : [error];
  // The one code that keeps its HTTP status whoever gave it (BASE26).
  const status = code === missingCapability ? 400 : 200;
  return exchange.respond(errorMessageVerbatim(message.id, body), { status });
}

/**
 * A result as 2026-07-28 wants it: with a type and, where it may be cached, for how long and by whom. Lists and contents differ by
 * client, so nobody may share them, whatever the server says (PO-16). What asks the client first never comes here: a server of the
 * session era that says so would ask past `accept` (UP-15), and its result is complete.
 */
export function statelessResult(method: string, result: Uint8Array): Part[] {
  const hinted = cacheable.has(method);
  const whole = partOf(result, 0, result.length);
  const searched = typeof whole === 'string' ? whole : asBuffer(whole);
  const mayHave = (hinted ? cacheMarks : typeMarks).some((mark) => searched.includes(mark));
  if (!mayHave) {
    const hints = hinted ? ',"ttlMs":0,"cacheScope":"private"' : '';
    return prefixed(whole, `"resultType":"complete"${hints}`);
  }
  const root = scanJson(result, resultLimits);
  const missing: string[] = [];
  const edits: Edit[] = [];
  const type = root.members?.get('resultType');
  if (type === undefined) missing.push('"resultType":"complete"');
  else if (type.type === 'string' && textOf(result, type) === 'input_required') {
    edits.push({ start: type.start, end: type.end, text: '"complete"' });
  }
  if (hinted) {
    if (root.members?.has('ttlMs') !== true) missing.push('"ttlMs":0');
    const scope = root.members?.get('cacheScope');
    if (scope === undefined) missing.push('"cacheScope":"private"');
    else edits.push({ start: scope.start, end: scope.end, text: '"private"' });
  }
  edits.sort((one, other) => one.start - other.start);
  if (missing.length === 0) return splice(result, root, edits);
  edits.unshift({
    start: root.start + 1,
    end: root.start + 1,
    text: missing.join(',') + (root.members?.size === 0 ? '' : ','),
  });
  return splice(result, root, edits);
}

/** The object with members put first. */
function prefixed(object: Part, members: string): Part[] {
  const rest = typeof object === 'string' ? object.slice(1) : object.subarray(1);
  // A long one is not empty.
  const isEmpty = typeof rest === 'string' && rest.trimStart() === '}';
  return [textPart(`{${members}${isEmpty ? '' : ','}`), rest];
}

function recoded(error: Uint8Array): Part[] {
  const root = scanJson(error, resultLimits);
  const code = root.members?.get('code');
  if (code === undefined) return [error];
  return splice(error, root, [{ start: code.start, end: code.end, text: '-32602' }]);
}
