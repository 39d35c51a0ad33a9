import type { Part } from '../../json/parts.ts';
/** A response that stays open after its request was dealt with. */
export interface LongStream {
  /** Sends one JSON-RPC message, given in parts; false when nobody is there any more. */
  send(parts: readonly Part[]): boolean;
  end(): void;
}

/** What a handler does with the stream that its exchange became. */
export interface LongStreamOwner {
  /** The token or the engine ends it: the last chance to say something. */
  ending(stream: LongStream): void;
  /** It is closed, whoever closed it. */
  closed(): void;
}
