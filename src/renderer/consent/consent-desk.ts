import { createContext, useContext, useSyncExternalStore } from 'react';
import type { WireError } from '../../shared/errors.ts';

/** A request that the engine holds back until a terminal of this machine consents (MG-5). */
export interface ConsentRequest {
  /** What was asked for, a sentence and then its details; others may have written parts of it. */
  readonly lines: readonly string[];
  /** A code was given, and it was the wrong one. */
  readonly wrong: boolean;
  /** Repeats the request with this code; null gives it up. */
  readonly answer: (code: string | null) => void;
}

/** Where requests wait for their second consent: one at a time, shown by the form that asked or else by a dialog. */
export class ConsentDesk {
  readonly #listeners = new Set<() => void>();
  #open: ConsentRequest | null = null;
  #slots = 0;

  readonly current = (): ConsentRequest | null => this.#open;

  /** True while a form shows the request itself. */
  readonly hasSlot = (): boolean => this.#slots > 0;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Asks for the code of a refused request; null where nobody gives one, or another request waits. */
  readonly ask = (error: WireError, attempt: number): Promise<string | null> => {
    if (this.#open !== null) return Promise.resolve(null);
    return new Promise((resolve) => {
      this.#set({
        lines: linesOf(error),
        wrong: attempt > 0,
        answer: (code) => {
          this.#set(null);
          resolve(code);
        },
      });
    });
  };

  /** Says that a form shows requests from now on. Returns the function that ends it, which gives up what waits. */
  readonly openSlot = (): (() => void) => {
    this.#slots += 1;
    this.#tell();
    return () => {
      this.#slots -= 1;
      this.#open?.answer(null);
      this.#tell();
    };
  };

  #set(request: ConsentRequest | null): void {
    this.#open = request;
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

function linesOf({ data, message }: WireError): string[] {
  const lines = data?.lines;
  return Array.isArray(lines) ? lines.map(String) : [message];
}

export const ConsentContext = createContext<ConsentDesk | null>(null);

export function useConsentDesk(): ConsentDesk {
  const desk = useContext(ConsentContext);
  if (desk === null) throw new Error('no consent desk above this component');
  return desk;
}

export function useConsentRequest(): ConsentRequest | null {
  const desk = useConsentDesk();
  return useSyncExternalStore(desk.subscribe, desk.current);
}
