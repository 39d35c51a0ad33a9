import { AppError } from '../../../shared/errors.ts';
import type { Registry } from '../../registry/registry.ts';
import type { History } from '../../state/history.ts';

const mostRevisions = 100;
const mostLines = 50;

/**
 * A refused stale edit, with what has changed since the registry that its form was made from: `data.lines`, oldest first, and the
 * digest and revision of today. Any other error as it is.
 */
export function staleWithDifference(
  error: unknown,
  registry: Registry,
  history: History,
  expectedSha256: string | undefined,
): unknown {
  if (!(error instanceof AppError) || error.code !== 'stale') return error;
  const { sha256, revision } = registry.current;
  const seen = expectedSha256 === undefined ? undefined : history.find(expectedSha256);
  const since = seen === undefined ? [] : history.latest(mostRevisions);
  const lines = since
    .filter((entry) => entry.revision > (seen?.revision ?? revision))
    .reverse()
    .flatMap((entry) => entry.lines)
    .slice(0, mostLines);
  return new AppError('stale', undefined, { data: { sha256, revision, lines }, cause: error });
}
