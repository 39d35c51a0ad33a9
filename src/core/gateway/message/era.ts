import { AppError } from '../../../shared/errors.ts';
import type { JsonNode } from '../../json/json-node.ts';
import { isText, textOf } from '../../json/scan.ts';
import { type ClientFacts, unknownClient } from './client-facts.ts';
import { disagreement, headerDisagreement, missing, missingHeader } from './header-agreement.ts';
import { sessionVersions, statelessVersion, supportedVersions } from './protocol-versions.ts';
import type { RequestHeaders } from './request-headers.ts';
import { metaOf, type RequestMeta, versionKey } from './request-meta.ts';

/**
 * Whether a message is of the stateless era: its header names that revision, or its `_meta` a version that is none with sessions
 * (VERSIONING: backward compatibility). What is wrong with it then is said in that era's words.
 */
export function isStateless(headers: RequestHeaders, body: Uint8Array, root: JsonNode): boolean {
  if (headers.protocolVersion === statelessVersion) return true;
  const claim = metaOf(root)?.get(versionKey);
  if (claim === undefined) return false;
  return claim.type !== 'string' || !sessionVersions.includes(textOf(body, claim));
}

/**
 * Reads and checks the head of a stateless message: version, metadata, headers, in this order (TR-19, TR-20).
 * @throws AppError `header_mismatch`, `meta_invalid`, `unsupported_version`, `invalid_request` (a response: nothing was asked).
 */
export function readStateless(
  meta: RequestMeta,
  headers: RequestHeaders,
  body: Uint8Array,
  root: JsonNode,
): ClientFacts {
  if (root.members?.has('method') !== true) {
    throw new AppError('invalid_request', 'This revision knows no responses from clients');
  }
  const claim = metaOf(root)?.get(versionKey);
  const { protocolVersion: version } = headers;
  if (claim?.type === 'string') {
    const header = 'MCP-Protocol-Version';
    if (version === undefined) throw missing(header);
    if (!isText(body, claim, version)) throw disagreement(header);
    if (version !== statelessVersion) throw unsupportedVersion(version);
  }
  const isRequest = root.members.has('id');
  // The metadata of notifications is not defined by this revision (TRANSPORTS: sending messages).
  const facts = isRequest
    ? meta.read(body, root)
    : { ...unknownClient, era: 'stateless' as const, protocolVersion: statelessVersion };
  const refusal =
    (isRequest ? missingHeader(headers, root) : null) ?? headerDisagreement(headers, body, root);
  if (refusal !== null) throw refusal;
  return facts;
}

/** Table 1.0 for the session era: a version we do not speak, or a session that is missing. */
export function sessionRefusal(
  body: Uint8Array,
  root: JsonNode,
  version: string | undefined,
  hasSession: boolean,
): AppError | null {
  const method = root.members?.get('method');
  if (method !== undefined && isText(body, method, 'initialize')) return null;
  if (version !== undefined && !sessionVersions.includes(version))
    return unsupportedVersion(version);
  return hasSession ? null : new AppError('session_required');
}

function unsupportedVersion(version: string): AppError {
  const data = { supported: supportedVersions, requested: version.slice(0, 64) };
  return new AppError('unsupported_version', undefined, { data });
}
