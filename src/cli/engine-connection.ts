import type { Api } from '../shared/contract.ts';
import type { ManagementEvent } from '../shared/contract-events.ts';
import type { EventName } from '../shared/event-names.ts';

/** An engine that answers, wherever it is. */
export interface EngineConnection {
  readonly api: Api;
  subscribe(names: readonly EventName[], listener: (event: ManagementEvent) => void): Promise<void>;
  /** Resolves when a running engine has gone. */
  readonly closed: Promise<void>;
  close(): Promise<void>;
}
