import { AppError } from '../../../shared/errors.ts';
import type { JsonNode, Members } from '../../json/json-node.ts';
import { requestLimits, scanJson, textOf } from '../../json/scan.ts';
import { type Claim, type ClientFacts, claimOf } from './client-facts.ts';
import { KnownClients, type Said } from './known-clients.ts';
import { isLogLevel, type LogLevel } from './log-level.ts';
import { statelessVersion } from './protocol-versions.ts';
import { namesTasks } from './tasks-extension.ts';

const prefix = 'io.modelcontextprotocol/';
export const versionKey = `${prefix}protocolVersion`;
const capabilitiesKey = `${prefix}clientCapabilities`;
const clientInfoKey = `${prefix}clientInfo`;
const logLevelKey = `${prefix}logLevel`;
export const subscriptionIdKey = `${prefix}subscriptionId`;
export const serverInfoKey = `${prefix}serverInfo`;

/** What a request says to the next hop alone: never passed on as it came. */
export const hopKeys: ReadonlySet<string> = new Set([
  versionKey,
  capabilitiesKey,
  clientInfoKey,
  logLevelKey,
]);

/** `params._meta` of a message, or undefined when it has none that is an object. */
export function metaOf(root: JsonNode): Members | undefined {
  return root.members?.get('params')?.members?.get('_meta')?.members ?? undefined;
}

/** Reads what each request of the stateless era says of its client (BASE26: per-request protocol fields). */
export class RequestMeta {
  readonly #known = new KnownClients();

  /** @throws AppError `meta_invalid` naming the field that is missing or of the wrong type. */
  read(body: Uint8Array, root: JsonNode): ClientFacts {
    const meta = metaOf(root);
    const version = meta?.get(versionKey);
    if (version?.type !== 'string') throw invalid(versionKey);
    const capabilities = meta?.get(capabilitiesKey);
    if (capabilities?.type !== 'object') throw invalid(capabilitiesKey);
    const said = { capabilities, info: meta?.get(clientInfoKey), level: meta?.get(logLevelKey) };
    return this.#known.of(body, said, () => readFacts(body, said));
  }
}

function readFacts(body: Uint8Array, { capabilities, info, level }: Said): ClientFacts {
  // A copy: it may outlive the request.
  const declared = Buffer.from(body.subarray(capabilities.start, capabilities.end));
  return {
    era: 'stateless',
    protocolVersion: statelessVersion,
    capabilities: declared,
    takesTasks: namesTasks(declared),
    claimed: info === undefined ? null : readClaim(body, info),
    logLevel: readLogLevel(body, level),
  };
}

function readClaim(body: Uint8Array, info: JsonNode): Claim {
  const bytes = body.subarray(info.start, info.end);
  const { members } = scanJson(bytes, requestLimits);
  const name = members?.get('name');
  const version = members?.get('version');
  if (name?.type !== 'string' || version?.type !== 'string') throw invalid(clientInfoKey);
  return claimOf(textOf(bytes, name), textOf(bytes, version));
}

function readLogLevel(body: Uint8Array, node: JsonNode | undefined): LogLevel | null {
  if (node === undefined) return null;
  const level = node.type === 'string' ? textOf(body, node) : null;
  if (!isLogLevel(level)) throw invalid(logLevelKey);
  return level;
}

function invalid(key: string): AppError {
  return new AppError('meta_invalid', `params._meta["${key}"] is missing or not valid`, {
    data: { key },
  });
}
