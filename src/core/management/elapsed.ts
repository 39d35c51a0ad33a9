import type { Clock } from '../clock.ts';

/**
 * Microseconds since now, by whichever clock says more: the wall clock goes on while the machine sleeps, and setting
 * it back lengthens nothing (AU-20).
 */
export function startElapsed(clock: Clock): () => number {
  const wallUs = clock.nowUs();
  const monoUs = clock.monoUs();
  return () => Math.max(clock.nowUs() - wallUs, clock.monoUs() - monoUs);
}
