import type { EventName, ManagementEvent } from '../../shared/contract-events.ts';

export type EventListener = (event: ManagementEvent) => void;

/** What changed, told to whoever listens. Publishing with nobody there costs one check. */
export interface ManagementEvents {
  publish(event: ManagementEvent): void;
  /** `names` empty: all events. Returns the unsubscribe function. */
  subscribe(names: readonly EventName[], listener: EventListener): () => void;
  readonly subscribers: number;
}

export function createManagementEvents(): ManagementEvents {
  const subscriptions = new Set<{ names: ReadonlySet<EventName>; listener: EventListener }>();
  return {
    publish: (event) => {
      for (const { names, listener } of subscriptions)
        if (names.size === 0 || names.has(event.event)) listener(event);
    },
    subscribe: (names, listener) => {
      const subscription = { names: new Set(names), listener };
      subscriptions.add(subscription);
      return () => void subscriptions.delete(subscription);
    },
    get subscribers() {
      return subscriptions.size;
    },
  };
}
