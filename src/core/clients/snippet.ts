import type { SnippetView } from '../../shared/contract-clients.ts';
import { AppError } from '../../shared/errors.ts';
import type { SnippetFacts } from './snippet-row.ts';
import { snippetRows } from './snippet-rows.ts';

/** The names that `--app` takes. */
export function snippetApps(): string[] {
  return snippetRows.map((row) => row.app);
}

/** How many tools an application hands to its model at most; null where that is not known. */
export function toolLimitOf(app: string | undefined): number | null {
  return snippetRows.find((row) => row.app === app)?.toolLimit ?? null;
}

/**
 * What to paste into an application so that it reaches this gateway. The address is always 127.0.0.1, never a name that
 * something else could resolve (TR-3). @throws AppError `unknown_name` for an application that has no row.
 */
export function createSnippet(app: string, facts: SnippetFacts): SnippetView {
  const row = snippetRows.find((candidate) => candidate.app === app);
  if (row === undefined) {
    throw new AppError('unknown_name', `No snippet for the application ${app}`, {
      hint: `Known applications: ${snippetApps().join(', ')}.`,
    });
  }
  return {
    app: row.app,
    title: row.title,
    file: row.file,
    format: row.format,
    text: row.render({ ...facts, url: withLiteralAddress(facts.url) }),
    notes: [...row.notes],
  };
}

function withLiteralAddress(url: string): string {
  const parsed = new URL(url);
  if (parsed.hostname === 'localhost') parsed.hostname = '127.0.0.1';
  return parsed.href;
}
