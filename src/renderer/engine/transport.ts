import type { ManagementEvent } from '../../shared/contract-events.ts';
import type { Reply, WireError } from '../../shared/errors.ts';

export interface EventListeners {
  /** Events flow from here on; what was announced before is missed. */
  readonly opened: () => void;
  readonly event: (event: ManagementEvent) => void;
  /** They flow no longer: `unreachable`, `unauthorized`, or why the engine refused. Called at most once. */
  readonly closed: (error: WireError) => void;
}

/** How the page speaks to the engine. Nothing is thrown across it: a reply that cannot be had is `unreachable`. */
export interface Transport {
  invoke(method: string, input: unknown): Promise<Reply<unknown>>;
  /** What an export holds that was made over HTTP; the engine hands it out once. The desktop app writes the file itself. */
  takeExport(name: string): Promise<Reply<Blob>>;
  /** One attempt to hear events. Returns the function that ends it, after which no listener is called. */
  listen(listeners: EventListeners): () => void;
}

/** The error of an engine that gives no answer. */
export function unreachable(message: string): WireError {
  return { code: 'unreachable', message, hint: 'Start it with `lmcp serve`.' };
}
