import { readFileSync } from 'node:fs';
import type { Clock } from './clock.ts';
import { redactRegistryText } from './registry/redact-document.ts';
import type { Registry } from './registry/registry.ts';
import type { History } from './state/history.ts';

/** The revision that a file has: the last one when it is the same file, else one more. */
export function nextRevision(history: History, sha256: string): number {
  const last = history.latest(1)[0];
  if (last === undefined) return 1;
  return last.sha256 === sha256 ? last.revision : last.revision + 1;
}

/** Keeps every registry that came into force, without its secrets: what an audit row's revision stood for stays known. */
export function recordHistory(history: History, registry: Registry, clock: Clock): void {
  const keep = () => {
    const { revision, sha256 } = registry.current;
    if (history.latest(1)[0]?.sha256 === sha256) return;
    const text = redactRegistryText(readFileSync(registry.path, 'utf8'));
    // Whoever edits it through management says so afterwards.
    const unexplained = { actor: 'operator/file', lines: [], changes: [] };
    history.append({ atUs: clock.nowUs(), revision, sha256, text, ...unexplained });
  };
  keep();
  registry.onChanged(keep);
}
