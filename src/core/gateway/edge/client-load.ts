import type { AppError } from '../../../shared/errors.ts';
import { LinkedSet } from '../../linked-set.ts';
import type { HttpExchange } from './http-exchange.ts';

interface OpenStream {
  readonly tokenId: string;
  end(): void;
}

interface Kept {
  readonly tokenId: string;
  end(reason: AppError): void;
}

/** What one client holds open. */
export class ClientLoad {
  readonly exchanges = new LinkedSet<HttpExchange>();
  readonly streams = new Set<OpenStream>();
  /** What lives on between two requests. */
  readonly kept = new Set<Kept>();

  /** Ends what this token (or, with null, any token of the client) holds. */
  abort(tokenId: string | null, reason: AppError): void {
    for (const exchange of this.exchanges) {
      if (tokenId === null || exchange.caller.tokenId === tokenId) exchange.end(reason);
    }
    for (const kept of [...this.kept]) {
      if (tokenId === null || kept.tokenId === tokenId) kept.end(reason);
    }
    for (const open of [...this.streams]) {
      if (tokenId === null || open.tokenId === tokenId) open.end();
    }
  }
}

/** The loads of all clients that hold anything open. */
export class ClientLoads {
  readonly #loads = new Map<string, ClientLoad>();

  of(clientId: string): ClientLoad {
    const known = this.#loads.get(clientId);
    if (known !== undefined) return known;
    const made = new ClientLoad();
    this.#loads.set(clientId, made);
    return made;
  }

  /** How many streams the client listens on. */
  streamsOf(clientId: string): number {
    return this.#loads.get(clientId)?.streams.size ?? 0;
  }

  abort(clientId: string, tokenId: string | null, reason: AppError): void {
    this.#loads.get(clientId)?.abort(tokenId, reason);
  }

  abortAll(reason: AppError): void {
    for (const load of this.#loads.values()) load.abort(null, reason);
  }

  endStreams(): void {
    for (const load of this.#loads.values()) {
      for (const open of [...load.streams]) open.end();
    }
  }

  get openExchanges(): number {
    let count = 0;
    for (const load of this.#loads.values()) count += load.exchanges.size;
    return count;
  }
}
