import type { JsonNode } from '../../json/json-node.ts';
import { joinedBytes, type Part, textPart } from '../../json/parts.ts';
import { exactText, resultLimits, scanJson } from '../../json/scan.ts';
import type { ClientIdentity } from '../connection/connection-options.ts';

/** The revision in which every request says all that it needs. */
export const statelessVersion = '2026-07-28';

const prefix = 'io.modelcontextprotocol/';
/** Who speaks is said by us alone: what a client claims of itself goes to the audit, not upstream. */
const ownKeys: ReadonlySet<string> = new Set(
  ['protocolVersion', 'clientInfo', 'clientCapabilities'].map((name) => `${prefix}${name}`),
);
const levelKey = `${prefix}logLevel`;
const subscriptionKey = `${prefix}subscriptionId`;
/** JSON of a client that can nothing. */
export const noCapabilities: Uint8Array = Buffer.from('{}');

/** The params of a request with its envelope, in parts and joined; `root` is the object that they are. */
export interface Enveloped {
  readonly bytes: Uint8Array;
  readonly root: JsonNode;
  readonly parts: readonly Part[];
}

/** The `_meta` that 2026-07-28 wants in every request (specification: Overview, Per-request protocol fields). */
export class Envelope {
  readonly #head: Buffer;
  /** For requests that name no level of their own; null for no log messages. */
  logLevel: string | null = null;

  constructor({ name, version }: ClientIdentity) {
    this.#head = Buffer.from(
      `"${prefix}protocolVersion":"${statelessVersion}","${prefix}clientInfo":${JSON.stringify({ name, version })},"${prefix}clientCapabilities":`,
    );
  }

  /** The members of `_meta`, without its braces. */
  members(capabilities: Uint8Array = noCapabilities): Uint8Array {
    return Buffer.concat([this.#head, capabilities]);
  }

  /** Writes the envelope into params: their own `_meta` keeps what is not ours to say, every other byte stays. */
  wrap(
    params: readonly Part[] | null,
    capabilities?: Uint8Array,
    logLevel: string | null = this.logLevel,
  ): Enveloped {
    const bytes = params === null ? noCapabilities : joinedBytes(params);
    const root = scanJson(bytes, resultLimits);
    const given = root.members?.get('_meta');
    const meta = ['"_meta":{', this.members(capabilities), ...keptOf(bytes, given, logLevel)];
    if (given !== undefined) {
      const head = bytes.subarray(root.start, given.start);
      // The name `_meta` stands in `head` already.
      const parts = [head, '{', ...meta.slice(1), '}'];
      return { bytes, root, parts: [...parts, bytes.subarray(given.end, root.end)] };
    }
    const isEmpty = root.members === null || root.members.size === 0;
    const parts = ['{', ...meta, isEmpty ? '}' : '},'];
    return { bytes, root, parts: [...parts, bytes.subarray(root.start + 1, root.end)] };
  }
}

/** What stays of a `_meta`, each member behind a comma, and the level where it names none. */
function keptOf(bytes: Uint8Array, given: JsonNode | undefined, logLevel: string | null): Part[] {
  const kept: Part[] = [];
  const members = given?.members;
  for (const [name, { start, end }] of members ?? []) {
    if (ownKeys.has(name)) continue;
    kept.push(textPart(`,${JSON.stringify(name)}:`), bytes.subarray(start, end));
  }
  if (logLevel !== null && members?.has(levelKey) !== true) {
    kept.push(textPart(`,"${levelKey}":${JSON.stringify(logLevel)}`));
  }
  return kept;
}

/** The exact text of the subscription that a notification came under, or null. */
export function subscriptionOf(params: Uint8Array): string | null {
  const meta = scanJson(params, resultLimits).members?.get('_meta');
  const id = meta?.members?.get(subscriptionKey);
  return id === undefined ? null : exactText(params, id);
}
