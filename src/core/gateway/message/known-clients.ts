import type { JsonNode } from '../../json/json-node.ts';
import { asBuffer } from '../../json/json-text.ts';
import { exactText } from '../../json/scan.ts';
import type { ClientFacts } from './client-facts.ts';

/** What a request says of its client, where it stands in the request. */
export interface Said {
  readonly capabilities: JsonNode;
  readonly info: JsonNode | undefined;
  readonly level: JsonNode | undefined;
}

interface Known {
  readonly capabilities: Buffer;
  readonly info: Buffer;
  readonly level: Buffer;
  readonly facts: ClientFacts;
}

const rememberedClients = 64;
/** One that says more is read each time: clients choose what we would hold. */
const longestRemembered = 4_096;
const shortBytes = 128;

/** Clients of the stateless era say the same of themselves in every request: it is read once, and found again by its very bytes. */
export class KnownClients {
  readonly #byText = new Map<string, Known>();
  /** Most requests come from the client of the request before. */
  #last: Known | null = null;

  /** What was read of these bytes before, or what `read` makes of them now. Throws what `read` throws. */
  of(body: Uint8Array, said: Said, read: () => ClientFacts): ClientFacts {
    const last = this.#last;
    if (last !== null && isSame(body, said, last)) return last.facts;
    if (bytesOf(said) > longestRemembered) return read();
    const parts = [said.capabilities, said.info, said.level];
    const [capabilities = '', info = '', level = ''] = parts.map((node) =>
      node === undefined ? '' : exactText(body, node),
    );
    const text = `${capabilities}\n${info}\n${level}`;
    let known = this.#byText.get(text);
    if (known === undefined) {
      known = {
        capabilities: Buffer.from(capabilities),
        info: Buffer.from(info),
        level: Buffer.from(level),
        facts: read(),
      };
      if (this.#byText.size === rememberedClients) this.#byText.clear();
      this.#byText.set(text, known);
    }
    this.#last = known;
    return known.facts;
  }
}

function bytesOf({ capabilities, info, level }: Said): number {
  let bytes = capabilities.end - capabilities.start;
  if (info !== undefined) bytes += info.end - info.start;
  if (level !== undefined) bytes += level.end - level.start;
  return bytes;
}

function isSame(body: Uint8Array, said: Said, known: Known): boolean {
  return (
    isSameBytes(body, said.capabilities, known.capabilities) &&
    isSameBytes(body, said.info, known.info) &&
    isSameBytes(body, said.level, known.level)
  );
}

function isSameBytes(body: Uint8Array, node: JsonNode | undefined, known: Buffer): boolean {
  const { start, end } = node ?? { start: 0, end: 0 };
  if (end - start !== known.length) return false;
  if (known.length > shortBytes) {
    return asBuffer(body).compare(known, 0, known.length, start, end) === 0;
  }
  for (let at = 0; at < known.length; at++) if (body[start + at] !== known[at]) return false;
  return true;
}
