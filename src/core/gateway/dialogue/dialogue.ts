import type { ServerRequest } from '../../upstream/connection.ts';
import type { ItemRequest } from '../exchange/item-request.ts';
import type { ClientAbilities } from './client-abilities.ts';
import type { RoundParams } from './input-required.ts';

/** JSON-RPC: to a server that asks what its client does not accept. */
export const notAccepted = { code: -32_601, message: 'Method not found' } as const;

/** Most rounds of one call: a server that asks for ever is broken. */
export const maxRounds = 16;

/** What passes between a server and the client while one call is under way, in whatever era each of them is. */
export interface Dialogue {
  /** The request as it now stands: a client without sessions comes back with another message under another exchange. */
  readonly request: ItemRequest;
  readonly abilities: ClientAbilities;
  /** Takes what a server of the session era asks during the call. */
  asked(question: ServerRequest): void;
  /**
   * Takes what a server without sessions asks in its result.
   * @returns the next round's params, or null when the client was told and comes back by itself.
   * @throws AppError when nobody can answer.
   */
  inputRequired(result: Uint8Array, round: number): Promise<RoundParams | null>;
  /** Resolves when a client waits for the answer; at once where it never left. */
  present(): Promise<void>;
  /** The call is over, answered or not. */
  finished(): void;
}
