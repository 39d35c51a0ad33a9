import type { ManagementEvent } from '../../shared/contract-events.ts';
import type { EventName } from '../../shared/event-names.ts';

export type EventListener = (event: ManagementEvent) => void;

/** What changed, told to whoever listens. Publishing with nobody there costs one check. */
export interface ManagementEvents {
  publish(event: ManagementEvent): void;
  /** `names` empty: all events. Returns the unsubscribe function. */
  subscribe(names: readonly EventName[], listener: EventListener): () => void;
  readonly subscribers: number;
}

/** @param watch called when the first listener comes; what it returns is called when the last one has left. */
export function createManagementEvents(
  watch: () => () => void = () => () => undefined,
): ManagementEvents {
  let unwatch = (): void => undefined;
  const subscriptions = new Set<{ names: ReadonlySet<EventName>; listener: EventListener }>();
  return {
    publish: (event) => {
      for (const { names, listener } of subscriptions)
        if (names.size === 0 || names.has(event.event)) listener(event);
    },
    subscribe: (names, listener) => {
      const subscription = { names: new Set(names), listener };
      if (subscriptions.size === 0) unwatch = watch();
      subscriptions.add(subscription);
      return () => {
        if (subscriptions.delete(subscription) && subscriptions.size === 0) unwatch();
      };
    },
    get subscribers() {
      return subscriptions.size;
    },
  };
}
