import type { Part } from '../../json/parts.ts';
import type { Sent, UpstreamRequest } from '../connection.ts';

/** A request on its way. */
export interface Carried {
  readonly sent: Sent;
  /** The request is settled. `answered` is false when nobody waits for an answer that may still come. */
  release(answered: boolean): void;
}

/** How messages travel: what the two HTTP transports differ in. */
export interface Carrier {
  /** True where the server speaks 2026-07-28: it may ask back in results, and nowhere else. */
  readonly stateless: boolean;
  /** Sends a request. What comes of it reaches `received` or `failed` of the conversation, later. */
  carry(id: number, request: UpstreamRequest): Carried;
  /** Sends a message that gets no answer. Never rejects. */
  post(message: readonly Part[]): Promise<void>;
}
