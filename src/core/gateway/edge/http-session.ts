import { createHash, randomBytes } from 'node:crypto';
import type { AppError } from '../../../shared/errors.ts';
import { LinkedSet } from '../../linked-set.ts';
import type {
  Cancellable,
  ClientAnswer,
  OpenSession,
  Route,
  Session,
} from '../exchange/session.ts';
import type { ClientFacts } from '../message/client-facts.ts';
import type { EventStream } from './event-stream.ts';

const idBytes = 24;

/** A session with what only the edge touches. */
export class HttpSession implements Session {
  readonly id = randomBytes(idBytes).toString('base64url');
  readonly digest: string;
  readonly clientId: string;
  readonly tokenId: string;
  readonly client: ClientFacts;
  readonly route: Route;
  readonly inFlight = new LinkedSet<Cancellable>();
  readonly asked = new Map<string, (answer: ClientAnswer) => void>();
  lastUsedUs: number;
  #isOver = false;
  #stream: EventStream | null = null;

  constructor(init: OpenSession, nowUs: number) {
    this.digest = createHash('sha256').update(this.id).digest('hex').slice(0, 16);
    this.clientId = init.clientId;
    this.tokenId = init.tokenId;
    this.client = init.client;
    this.route = init.route;
    this.lastUsedUs = nowUs;
  }

  /** It ended, whoever still holds it: nothing may be begun in it. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Nothing open and nothing under way. */
  get quiet(): boolean {
    return this.inFlight.size === 0 && this.#stream?.open !== true;
  }

  notify(message: Uint8Array): boolean {
    return this.#stream?.send([message]) ?? false;
  }

  /** The newest GET stream is the one that is served: a client that reconnects may have lost the older one. */
  attach(stream: EventStream): void {
    this.#stream?.end();
    this.#stream = stream;
  }

  detach(stream: EventStream): void {
    if (this.#stream === stream) this.#stream = null;
  }

  /** Aborts what is under way and closes the stream. */
  close(reason: AppError): void {
    this.#isOver = true;
    for (const call of this.inFlight) call.abort.abort(reason);
    this.#stream?.end();
    this.#stream = null;
  }
}
