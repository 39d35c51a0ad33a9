import { isDeepStrictEqual } from 'node:util';
import type { CheckedRegistry } from './check-registry.ts';
import { isRecord } from './parse-section.ts';
import type { RegistryChange, RegistrySnapshot } from './snapshot.ts';

/** Freezes a checked registry as the one in force. */
export function buildSnapshot(
  checked: CheckedRegistry,
  sha256: string,
  revision: number,
): RegistrySnapshot {
  return deepFreeze({ revision, sha256, ...checked });
}

/** What is different, by id. A server that broke counts as removed, one that was mended as added. */
export function compareSnapshots(
  before: RegistrySnapshot,
  after: RegistrySnapshot,
): RegistryChange {
  return {
    before,
    after,
    clients: compareMaps(before.clients, after.clients),
    servers: compareMaps(before.servers, after.servers),
    lmcp: changedKeys(before.lmcp, after.lmcp),
  };
}

function compareMaps(before: ReadonlyMap<string, unknown>, after: ReadonlyMap<string, unknown>) {
  const ids = [...after.keys()];
  return {
    added: ids.filter((id) => !before.has(id)),
    changed: ids.filter(
      (id) => before.has(id) && !isDeepStrictEqual(before.get(id), after.get(id)),
    ),
    removed: [...before.keys()].filter((id) => !after.has(id)),
  };
}

/** Dotted names of the settings that differ: `port`, `limits.rpm`. */
function changedKeys(before: unknown, after: unknown, prefix = ''): string[] {
  const left = isRecord(before) ? before : {};
  const right = isRecord(after) ? after : {};
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].flatMap((key) => {
    if (isDeepStrictEqual(left[key], right[key])) return [];
    const nested = isRecord(left[key]) && isRecord(right[key]);
    return nested ? changedKeys(left[key], right[key], `${prefix}${key}.`) : [`${prefix}${key}`];
  });
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const inner of value instanceof Map ? value.values() : Object.values(value)) {
    deepFreeze(inner);
  }
  return Object.freeze(value);
}
