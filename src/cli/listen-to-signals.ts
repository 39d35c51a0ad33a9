import { type Clock, systemClock } from '../core/clock.ts';

/** What signals ask of an engine. */
export interface SignalActs {
  /** Reads the registry again. */
  readonly reload: () => void;
  /** Drains and stops; asked again, it goes on with that. */
  readonly stop: () => void;
  /** Ends at once. Children that this leaves behind are on record: the next start ends them. */
  readonly endNow: () => void;
  /** The terminal that the engine was started in is closed. */
  readonly isClosed: () => boolean;
}

interface SignalSource {
  on(signal: NodeJS.Signals, act: () => void): unknown;
  off(signal: NodeJS.Signals, act: () => void): unknown;
}

const lookAgainMs = 1_000;

/**
 * The first SIGTERM or SIGINT stops, a second one means now. SIGHUP reads the registry again, or stops where it says that the
 * terminal is closed; shells and the system both say that, so it never means now.
 * @returns what ends the listening
 */
export function listenToSignals(
  { reload, stop, endNow, isClosed }: SignalActs,
  source: SignalSource = process,
  clock: Clock = systemClock,
): () => void {
  let isAsked = false;
  const end = () => {
    if (isAsked) return endNow();
    isAsked = true;
    stop();
  };
  const stopIfClosed = () => {
    if (isClosed()) stop();
  };
  const hangUp = () => {
    if (isClosed()) return stop();
    reload();
    // A shell, and the system when the shell ends, say it shortly before the terminal is taken away.
    clock.after(lookAgainMs, stopIfClosed);
  };
  const acts = [
    ['SIGTERM', end],
    ['SIGINT', end],
    ['SIGHUP', hangUp],
  ] as const;
  for (const [signal, act] of acts) source.on(signal, act);
  return () => {
    for (const [signal, act] of acts) source.off(signal, act);
  };
}
