import { isDeepStrictEqual } from 'node:util';
import type { LoadedRegistry } from './check-registry.ts';
import { toRegistryError } from './registry-issue.ts';

/**
 * A file that is the beginning of the one in force was cut off, unless it ends between two entries: a list of
 * denied tools that lost its end would otherwise allow more than before (PO-15).
 * @throws AppError `registry_invalid`
 */
export function assertNotTruncated(
  file: string,
  inForce: LoadedRegistry,
  found: LoadedRegistry,
): void {
  const { text } = found;
  if (text.length >= inForce.text.length || !inForce.text.startsWith(text)) return;
  const whole =
    isDeepStrictEqual(found.checked.lmcp, inForce.checked.lmcp) &&
    isPart(found.checked.clients, inForce.checked.clients) &&
    isPart(found.checked.servers, inForce.checked.servers) &&
    [...found.checked.broken.keys()].every((id) => inForce.checked.broken.has(id));
  if (whole) return;
  const reason =
    'the file is cut off: it is the beginning of the registry in force (add a comment at its end if that is meant)';
  throw toRegistryError(file, [
    { code: 'registry_invalid', path: [], reason, line: text.split('\n').length, column: 1 },
  ]);
}

function isPart(part: ReadonlyMap<string, unknown>, whole: ReadonlyMap<string, unknown>): boolean {
  return [...part].every(([id, entry]) => isDeepStrictEqual(entry, whole.get(id)));
}
