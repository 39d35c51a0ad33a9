import type { AppError } from '../../../shared/errors.ts';
import type { Cancellation } from '../../cancellation.ts';
import type { JsonNode } from '../../json/json-node.ts';
import type { Part } from '../../json/parts.ts';
import type { ClientFacts } from '../message/client-facts.ts';
import type { Caller } from './caller.ts';
import type { LongStream, LongStreamOwner } from './long-stream.ts';
import type { Route, Session } from './session.ts';

/** One admitted POST waiting for its answer. Plain JSON, unless something must be sent before the result. */
export interface Exchange {
  readonly caller: Caller;
  readonly route: Route;
  /** What the client says of itself: in this request, or when its session began. */
  readonly client: ClientFacts;
  /** Null for initialize and for the stateless era. */
  readonly session: Session | null;
  /** `Mcp-Param-*` of this request, by what follows the prefix, in lower case; null without any. */
  readonly paramHeaders: ReadonlyMap<string, string> | null;
  /**
   * Ends the work on it, with an AppError as reason: aborted by the edge when the token ends, the engine stops or a client of
   * the stateless era hangs up (TR-24), by dispatch when the client cancels.
   */
  readonly abort: Cancellation;
  /** False once the client hung up. */
  readonly connected: boolean;
  /** Sends a JSON-RPC notification before the result: the answer becomes an SSE stream. */
  notify(message: Uint8Array): void;
  /** Ends the exchange with one JSON-RPC message, given in parts. Returns whether the client was still there. */
  respond(
    parts: readonly Part[],
    http?: { status?: number; headers?: Readonly<Record<string, string>> },
  ): boolean;
  /**
   * Lets something of this request live on after its answer.
   * @param end called with the reason when the token or the engine ends it
   * @returns takes it back, when it is over by itself
   */
  outlive(end: (reason: AppError) => void): () => void;
  /**
   * Ends the exchange by making its answer a stream that stays open: from now on it counts as one of the client's streams.
   * @throws AppError `too_many_requests` when the client has as many as it may.
   */
  stayOpen(owner: LongStreamOwner): LongStream;
  /** Ends it with 202 and no body (notifications and responses). */
  accept(): void;
}

/** Answers one message whose bytes and envelope were checked; `message` holds spans into `body`. */
export type Dispatch = (exchange: Exchange, message: JsonNode, body: Uint8Array) => Promise<void>;
