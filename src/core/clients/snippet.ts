import type { SnippetView } from '../../shared/contract-clients.ts';
import { AppError } from '../../shared/errors.ts';
import type { SnippetFacts, SnippetRow } from './snippet-row.ts';
import { snippetRows } from './snippet-rows.ts';

/** A snippet without what only its asker knows. */
export type Snippet = Omit<SnippetView, 'masked' | 'problem'>;

/** The applications, without what depends on a client. */
export function clientApps() {
  return snippetRows.map(({ app, title, file, format, notes, toolLimit }) => ({
    app,
    title,
    file,
    format,
    notes: [...notes],
    toolLimit: toolLimit ?? null,
  }));
}

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
export function createSnippet(
  app: string,
  given: SnippetFacts,
  form: Snippet['form'] = 'config',
): Snippet {
  const row = snippetRows.find((candidate) => candidate.app === app);
  if (row === undefined) {
    throw new AppError('unknown_name', `No snippet for the application ${app}`, {
      hint: `Known applications: ${snippetApps().join(', ')}.`,
    });
  }
  const facts = { ...given, url: withLiteralAddress(given.url) };
  return { app: row.app, title: row.title, form, ...textOf(row, facts, form) };
}

function textOf(
  row: SnippetRow,
  facts: SnippetFacts,
  form: Snippet['form'],
): Pick<Snippet, 'file' | 'format' | 'text' | 'notes' | 'warning' | 'unusable'> {
  const { file, format, notes, unusable = null, render } = row;
  if (form === 'config')
    return { file, format, text: render(facts), notes: [...notes], warning: null, unusable };
  const plain = { file: '', format: 'text', notes: [], unusable: null } as const;
  if (form === 'header') {
    const text = `URL: ${facts.url}\nHeader: Authorization: Bearer ${facts.token}\n`;
    return { ...plain, text, notes: [], warning: null };
  }
  const url = new URL(facts.url);
  url.searchParams.set('client_id', facts.clientId);
  url.searchParams.set('token', facts.token);
  return { ...plain, text: `${url.href}\n`, notes: [], warning: urlWarning };
}

const urlWarning =
  'Addresses are kept in histories, logs and lists of processes: whoever reads one of them has the token. Use it only for a client that can send no header.';

function withLiteralAddress(url: string): string {
  const parsed = new URL(url);
  if (parsed.hostname === 'localhost') parsed.hostname = '127.0.0.1';
  return parsed.href;
}
