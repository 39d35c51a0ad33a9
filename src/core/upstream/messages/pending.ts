import { randomInt } from 'node:crypto';
import { CellMap } from '../../cell-map.ts';
import type { Clock, Timer } from '../../clock.ts';
import type { UpstreamReply, UpstreamRequest } from '../connection.ts';
import { EventRate } from './event-rate.ts';
import type { ServerCounters } from './server-counters.ts';

const rememberedIds = 1_024;
/** Ids fit into 31 bits for some million calls: there are servers that read no more. */
const highestStart = 2 ** 30;
const largestStep = 1_024;
const progressPerSecond = 10;

/** A request on the wire, or waiting for room on it. */
export interface PendingRequest {
  readonly id: number;
  readonly request: UpstreamRequest;
  resolve(reply: UpstreamReply): void;
  reject(error: unknown): void;
  /** Where its line begins and ends in the stream to the child; null until it was written. */
  written: { startBytes: number; endBytes: number } | null;
  /** Its deadline, where it runs. */
  timer: Timer | null;
  /** When the deadline ends (monotonic, µs); kept only for a request whose deadline may stand still, else 0. */
  dueUs: number;
  /** Made with the first progress. */
  progressRate: EventRate | null;
  /** Takes the request's abort listener off. */
  release(): void;
}

/**
 * A request of which nothing has been sent.
 * @param abort called with its id when its signal aborts before it is released.
 */
export function pendingRequest(
  id: number,
  request: UpstreamRequest,
  resolve: PendingRequest['resolve'],
  reject: PendingRequest['reject'],
  abort: (id: number) => void,
): PendingRequest {
  const aborted = () => abort(id);
  request.signal.addEventListener('abort', aborted);
  return {
    id,
    request,
    resolve,
    reject,
    written: null,
    timer: null,
    dueUs: 0,
    progressRate: null,
    release: () => request.signal.removeEventListener('abort', aborted),
  };
}

/**
 * The requests outstanding on one connection (UP-14). Ids are ours alone: they begin anywhere and grow by random steps, so
 * that an answer to a request not yet sent cannot be prepared, and no id of a client ever reaches a server.
 */
export class PendingRequests {
  readonly #byId = new CellMap<number, PendingRequest>();
  readonly #byToken = new CellMap<string, PendingRequest>();
  readonly #finished = new Float64Array(rememberedIds);
  #finishedAt = 0;
  #lastId = randomInt(1, highestStart);

  get size(): number {
    return this.#byId.size;
  }

  nextId(): number {
    this.#lastId += randomInt(1, largestStep);
    return this.#lastId;
  }

  add(pending: PendingRequest): void {
    this.#byId.set(pending.id, pending);
    const { progress } = pending.request;
    if (progress !== undefined) this.#byToken.set(progress.token, pending);
  }

  /** Takes a request out: whoever gets it settles it, nobody else can. */
  take(id: number): PendingRequest | undefined {
    const pending = this.#byId.delete(id);
    if (pending === undefined) return undefined;
    const { progress } = pending.request;
    if (progress !== undefined) this.#byToken.delete(progress.token);
    this.#finished[this.#finishedAt] = id;
    this.#finishedAt = (this.#finishedAt + 1) % rememberedIds;
    return pending;
  }

  /** Still outstanding under this id. */
  byId(id: number): PendingRequest | undefined {
    return this.#byId.get(id);
  }

  /** The request that was sent last of those whose client can be asked. */
  newestAskable(): PendingRequest | undefined {
    let newest: PendingRequest | undefined;
    for (const pending of this.#byId.values()) {
      if (pending.request.asked !== undefined && pending.dueUs !== 0) newest = pending;
    }
    return newest;
  }

  /** The request that wants notifications of its own, where there is exactly one. */
  onlyListener(): PendingRequest | undefined {
    let found: PendingRequest | undefined;
    for (const pending of this.#byId.values()) {
      if (pending.request.notified === undefined) continue;
      if (found !== undefined) return undefined;
      found = pending;
    }
    return found;
  }

  byProgressToken(token: string): PendingRequest | undefined {
    return this.#byToken.get(token);
  }

  /** True for an id that was outstanding not long ago: its answer is late or repeated, not invented. */
  wasOutstanding(id: number): boolean {
    return this.#finished.includes(id);
  }

  /** An answer whose id `take` did not know. */
  countUnexpected(id: number, counters: ServerCounters): void {
    if (this.wasOutstanding(id)) counters.lateAnswers++;
    else counters.unknownIds++;
  }

  /** Hands progress to the request that wants it; above 10 a second it is dropped (UP-12). */
  progressed(token: string, params: Uint8Array, clock: Clock): void {
    const pending = this.byProgressToken(token);
    if (pending === undefined) return;
    pending.progressRate ??= new EventRate(clock, 1_000);
    if (pending.progressRate.add() <= progressPerSecond) pending.request.progress?.received(params);
  }

  takeAll(): PendingRequest[] {
    const all = this.#byId.values();
    for (const { id } of all) this.take(id);
    return all;
  }
}
