import type { Actor } from '../../audit/record.ts';

/** Who calls: made once by admission, handed on as a parameter, never put into a message. */
export interface Caller {
  readonly actor: Actor;
  readonly clientId: string;
  readonly tokenId: string;
}
