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
  // A system that is out of watches still reads the file on SIGHUP and before each edit.
  const failed = (error: unknown) => log.warn('registry.watch_failed', { error: String(error) });
  for (const file of new Set(files)) {
    try {
      const watcher = watch(dirname(file), { persistent: false }, (_event, name) => {
        if (name === null || name === basename(file)) touched();
      });
      watcher.on('error', failed);
      watchers.push(watcher);
    } catch (error) {
      failed(error);
    }
  }
  return () => {
    timer?.cancel();
    for (const watcher of watchers) watcher.close();
  };
}
