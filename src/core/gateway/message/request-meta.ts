import { AppError } from '../../../shared/errors.ts';
import type { JsonNode, Members } from '../../json/json-node.ts';
import { exactText, requestLimits, scanJson, textOf } from '../../json/scan.ts';
import { type Claim, type ClientFacts, claimOf } from './client-facts.ts';
import { isLogLevel, type LogLevel } from './log-level.ts';
import { statelessVersion } from './protocol-versions.ts';

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

const rememberedClaims = 64;
/** A longer one is parsed each time: clients choose what we would hold. */
const longestRemembered = 4_096;

/** `params._meta` of a message, or undefined when it has none that is an object. */
export function metaOf(root: JsonNode): Members | undefined {
  return root.members?.get('params')?.members?.get('_meta')?.members ?? undefined;
}

/** Reads what each request of the stateless era says of its client (BASE26: per-request protocol fields). */
export class RequestMeta {
  /** A client says the same of itself in every request: parsed once, found again by its exact text. */
  readonly #claims = new Map<string, Claim>();

  /** @throws AppError `meta_invalid` naming the field that is missing or of the wrong type. */
  read(body: Uint8Array, root: JsonNode): ClientFacts {
    const meta = metaOf(root);
    const version = meta?.get(versionKey);
    if (version?.type !== 'string') throw invalid(versionKey);
    const capabilities = meta?.get(capabilitiesKey);
    if (capabilities?.type !== 'object') throw invalid(capabilitiesKey);
    const info = meta?.get(clientInfoKey);
    return {
      era: 'stateless',
      protocolVersion: statelessVersion,
      capabilities: body.subarray(capabilities.start, capabilities.end),
      claimed: info === undefined ? null : this.#claim(body, info),
      logLevel: readLogLevel(body, meta?.get(logLevelKey)),
    };
  }

  #claim(body: Uint8Array, node: JsonNode): Claim {
    const text = exactText(body, node);
    const known = this.#claims.get(text);
    if (known !== undefined) return known;
    const bytes = Buffer.from(text);
    const { members } = scanJson(bytes, requestLimits);
    const name = members?.get('name');
    const version = members?.get('version');
    if (name?.type !== 'string' || version?.type !== 'string') throw invalid(clientInfoKey);
    const claim = claimOf(textOf(bytes, name), textOf(bytes, version));
    if (text.length > longestRemembered) return claim;
    if (this.#claims.size === rememberedClaims) this.#claims.clear();
    this.#claims.set(text, claim);
    return claim;
  }
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
