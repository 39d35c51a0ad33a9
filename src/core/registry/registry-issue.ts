import type { ErrorCode } from '../../shared/error-table.ts';
import { AppError } from '../../shared/errors.ts';
import type { RegistryPath } from './registry.ts';

/** One reason why the registry (or one server of it) is refused. Holds key names, never values. */
export interface RegistryIssue {
  code: Extract<ErrorCode, 'registry_invalid' | 'not_supported_yet'>;
  path: RegistryPath;
  reason: string;
  /** 1-based. */
  line: number;
  /** 1-based. */
  column: number;
}

/** What is wrong with one key, before its place is known. */
export type KeyFault = Pick<RegistryIssue, 'path' | 'reason'>;

const shownIssues = 20;

/** `clients.vscode.tools["a b"][0]`: a path as people write it. */
export function formatPath(path: RegistryPath): string {
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`;
    else if (/^[\w-]+$/.test(part)) text += text === '' ? part : `.${part}`;
    else text += `[${JSON.stringify(part)}]`;
  }
  return text;
}

/** The first issue is the message, the others are counted; all of them (at most 20) are in `data.issues`. */
export function toRegistryError(file: string, issues: readonly RegistryIssue[]): AppError {
  const sorted = [...issues].sort((a, b) => a.line - b.line || a.column - b.column);
  const first = sorted[0];
  if (first === undefined) return new AppError('registry_invalid');
  const where = formatPath(first.path);
  const more = sorted.length > 1 ? ` (and ${sorted.length - 1} more)` : '';
  const subject = where === '' ? '' : `${where}: `;
  return new AppError(
    first.code,
    `${file}:${first.line}:${first.column}: ${subject}${first.reason}${more}`,
    {
      data: {
        file,
        issues: sorted.slice(0, shownIssues).map((issue) => ({
          path: formatPath(issue.path),
          line: issue.line,
          column: issue.column,
          reason: issue.reason,
        })),
      },
    },
  );
}
