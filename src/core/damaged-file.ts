import { join } from 'node:path';
import { AppError } from '../shared/errors.ts';
import { listSegments } from './audit/segment.ts';
import type { DataPaths } from './data-paths.ts';
import { openDatabase, sqliteCode } from './database.ts';

/**
 * What a start that failed over a damaged database says: which file it is, and what to do (AD-20). Every other error comes back as it
 * is. Nothing is set aside unasked: the rows of a segment, or every token, would be gone from what is in force.
 */
export function toDamaged(paths: DataPaths, error: unknown): unknown {
  const code = damageOf(error) ?? (error instanceof Error ? damageOf(error.cause) : null);
  const file = code === null ? undefined : findDamaged(paths);
  if (file === undefined) return error;
  return new AppError('database_unusable', `${file} is damaged (${code})`, {
    hint: file === paths.state ? stateHint(paths) : logHint(paths),
    cause: error,
  });
}

function damageOf(error: unknown): string | null {
  const code = sqliteCode(error);
  return code !== null && /CORRUPT|NOTADB/.test(code) ? code : null;
}

/** The newest segment first: it is written to. */
function findDamaged({ state, audit }: DataPaths): string | undefined {
  const segments = listSegments(audit).map(({ path }) => path);
  return [state, ...segments.reverse()].find(isDamaged);
}

function isDamaged(path: string): boolean {
  try {
    const database = openDatabase(path, { readonly: true });
    try {
      return database.pragma('quick_check(1)', { simple: true }) !== 'ok';
    } finally {
      database.close();
    }
  } catch (error) {
    return damageOf(error) !== null;
  }
}

function logHint({ dir, audit }: DataPaths): string {
  return `Restore it from a backup. Without one set the log aside, where nothing of it is lost: ${commands(dir, quoted(audit))}. A new log begins then, and every token is held until \`lmcp audit acknowledge --reason TEXT\`.`;
}

/** Its write-ahead log would be replayed into the next state.db, and the log begins with the id that stands in this one. */
function stateHint({ dir, state, audit }: DataPaths): string {
  return `Restore it from a backup. Without one set it and its log aside, where nothing of them is lost: ${commands(dir, `${quoted(state)}*`, quoted(audit))}. Clients need new tokens then (\`lmcp client rotate ID\`), and every token is held until \`lmcp audit acknowledge --reason TEXT\`.`;
}

/** As the shells of all systems take them. */
function commands(dir: string, ...files: string[]): string {
  const aside = quoted(join(dir, 'damaged'));
  return [`mkdir ${aside}`, ...files.map((file) => `mv ${file} ${aside}`)]
    .map((command) => `\`${command}\``)
    .join(', ');
}

function quoted(path: string): string {
  return `"${path}"`;
}
