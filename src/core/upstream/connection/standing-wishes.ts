import type { JsonNode } from '../../json/json-node.ts';
import { joinedBytes } from '../../json/parts.ts';
import { resultLimits, scanJson, textOf } from '../../json/scan.ts';
import { Turns } from '../../turns.ts';
import type { ServerFacts, UpstreamReply, UpstreamRequest } from '../connection.ts';
import { isRecord } from '../definitions/definition-rules.ts';
import { unlessAborted } from './unless-aborted.ts';
import { givenUp } from './upstream-failure.ts';

/** What a server of the stateless era is asked to tell of (specification 2026-07-28: Subscriptions). */
export interface ListenFilter {
  toolsListChanged?: true;
  promptsListChanged?: true;
  resourcesListChanged?: true;
  resourceSubscriptions?: readonly string[];
}

/** A conversation as wishes see it. */
export interface Wished {
  request(request: UpstreamRequest): Promise<UpstreamReply>;
  /**
   * Of the stateless era alone: opens the one stream of news, in place of any before. Null closes it. Resolves when the server has
   * acknowledged it, or will not; never rejects.
   */
  listen?(filter: ListenFilter | null): Promise<void>;
  /** Of the stateless era alone: the level that goes with each request. */
  setLogLevel?(level: string | null): void;
}

const replayTimeoutMs = 30_000;
/** Whoever wants another level waits for this one. */
const replayLevelMs = 5_000;
/** URIs that are asked for anew at a start; what is above is subscribed to and then forgotten. */
const mostUris = 1_024;
const done: UpstreamReply = { kind: 'result', result: Buffer.from('{}'), isError: false };

/**
 * What clients want a server to keep doing: tell of resources, and log from a level on. The session era has methods for it, the
 * stateless one a stream and a field; callers use the methods in either, and each start of the server asks anew.
 */
export class StandingWishes {
  readonly #uris = new Set<string>();
  #logLevel: string | null = null;
  readonly #levels = new Turns();
  /** Set while a level waits for its turn. */
  #waitingLevel: Promise<UpstreamReply> | null = null;
  /** Tells the newest level. */
  #askLevel = (): Promise<UpstreamReply> => Promise.resolve(done);
  /** Who was last told what: the same is not asked for twice. */
  #toldServer: Wished | null = null;
  #toldFilter = '';

  /** True for the methods that `request` takes. */
  concerns(method: string): boolean {
    return (
      method === 'resources/subscribe' ||
      method === 'resources/unsubscribe' ||
      method === 'logging/setLevel'
    );
  }

  /** Puts one wish to the server that is up. Rejects as `Connection.request` does. */
  async request(
    request: UpstreamRequest,
    server: Wished,
    facts: ServerFacts,
  ): Promise<UpstreamReply> {
    if (facts.era === 'stateless') {
      this.#keep(request);
      await unlessAborted(this.#listen(server, facts), request.signal).catch((reason: unknown) => {
        throw givenUp(reason, 'whole');
      });
      return done;
    }
    if (request.method === 'logging/setLevel') return this.#tellLevel(request, server);
    return this.#ask(request, server);
  }

  /** The server has just become ready: it knows of no wish yet. What it refuses is left. */
  replay(server: Wished, facts: ServerFacts): void {
    if (facts.era === 'stateless') {
      void this.#listen(server, facts);
      return;
    }
    const wish = (method: string, params: unknown, timeoutMs: number): UpstreamRequest => {
      const { signal } = new AbortController();
      return { method, params: [Buffer.from(JSON.stringify(params))], timeoutMs, signal };
    };
    for (const uri of this.#uris) {
      server.request(wish('resources/subscribe', { uri }, replayTimeoutMs)).catch(() => {});
    }
    if (this.#logLevel === null) return;
    const level = wish('logging/setLevel', { level: this.#logLevel }, replayLevelMs);
    this.#tellLevel(level, server).catch(() => {});
  }

  /**
   * One after the other: over HTTP each is a POST of its own, and of two on their way at once the older one may come last. Those
   * that wait go as one, the newest.
   */
  async #tellLevel(request: UpstreamRequest, server: Wished): Promise<UpstreamReply> {
    request.signal.throwIfAborted();
    this.#askLevel = () => this.#ask(request, server);
    this.#waitingLevel ??= this.#levels.take(() => {
      this.#waitingLevel = null;
      return this.#askLevel();
    });
    return unlessAborted(this.#waitingLevel, request.signal);
  }

  async #ask(request: UpstreamRequest, server: Wished): Promise<UpstreamReply> {
    const reply = await server.request(request);
    if (reply.kind === 'result') this.#keep(request);
    return reply;
  }

  #keep({ method, params }: UpstreamRequest): void {
    const bytes = joinedBytes(params ?? []);
    const { members } = scanJson(bytes, resultLimits);
    const uri = textAt(bytes, members?.get('uri'));
    if (method === 'logging/setLevel') {
      this.#logLevel = textAt(bytes, members?.get('level')) ?? this.#logLevel;
    } else if (uri === null) return;
    else if (method === 'resources/unsubscribe') this.#uris.delete(uri);
    else if (this.#uris.size < mostUris) this.#uris.add(uri);
  }

  async #listen(server: Wished, { capabilities }: ServerFacts): Promise<void> {
    const { tools, prompts, resources } = capabilities;
    const canSubscribe = isRecord(resources) && resources.subscribe === true;
    const filter: ListenFilter = {
      ...(tellsOfChanges(tools) && { toolsListChanged: true }),
      ...(tellsOfChanges(prompts) && { promptsListChanged: true }),
      ...(tellsOfChanges(resources) && { resourcesListChanged: true }),
      ...(canSubscribe && this.#uris.size > 0 && { resourceSubscriptions: [...this.#uris] }),
    };
    server.setLogLevel?.(this.#logLevel);
    const wanted = JSON.stringify(filter);
    if (server === this.#toldServer && wanted === this.#toldFilter) return;
    this.#toldServer = server;
    this.#toldFilter = wanted;
    await server.listen?.(wanted === '{}' ? null : filter);
  }
}

function tellsOfChanges(capability: unknown): boolean {
  return isRecord(capability) && capability.listChanged === true;
}

function textAt(bytes: Uint8Array, node: JsonNode | undefined): string | null {
  return node?.type === 'string' ? textOf(bytes, node) : null;
}
