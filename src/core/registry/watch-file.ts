import { type FSWatcher, watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Clock, Timer } from '../clock.ts';
import type { Logger } from '../log.ts';

/** Editors write in several steps; this much quiet (ms) means they are done. */
export const watchQuietMs = 150;

/**
 * Calls `onQuiet` after each burst of changes to one of `files`. Their directories are watched, because editors
 * replace files. Returns the function that ends it.
 */
export function watchFiles(
  files: readonly string[],
  clock: Clock,
  log: Logger,
  onQuiet: () => void,
): () => void {
  let timer: Timer | undefined;
  const watchers: FSWatcher[] = [];
  const touched = () => {
    timer?.cancel();
    timer = clock.after(watchQuietMs, onQuiet);
  };
  for (const file of new Set(files)) {
    const watcher = watch(dirname(file), { persistent: false }, (_event, name) => {
      if (name === null || name === basename(file)) touched();
    });
    watcher.on('error', (error) => log.warn('registry.watch_failed', { error: error.message }));
    watchers.push(watcher);
  }
  return () => {
    timer?.cancel();
    for (const watcher of watchers) watcher.close();
  };
}
