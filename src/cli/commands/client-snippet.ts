import type { Command } from 'commander';
import { snippetApps } from '../../core/clients/snippet.ts';
import type { SnippetView } from '../../shared/contract-clients.ts';
import type { Session } from '../session.ts';

interface SnippetOptions {
  app?: string;
  header?: boolean;
  inUrl?: boolean;
}

export function addSnippet(client: Command, session: Session): void {
  client
    .command('snippet')
    .description('print what to paste into the application; it holds the token')
    .argument('<id>')
    .option('--app <app>', `application: ${snippetApps().join(', ')}`)
    .option('--header', 'only the URL and the header, for any client')
    .option('--in-url', 'the token inside the URL, for a client that can send no header')
    .action((id: string, options: SnippetOptions, command: Command) =>
      session.withEngine(command, async ({ api }) => {
        const { app } = options;
        const form = formOf(options, command);
        const snippet = await api.clients.snippet({
          id,
          form,
          ...(app === undefined ? {} : { app }),
        });
        const output = session.output(command);
        if (!output.json) {
          for (const notice of noticesOf(snippet)) await output.notice(notice);
        }
        await output.result(snippet, () => snippet.text);
      }),
    );
}

/** Where it goes and what to know before it is pasted; first of all whether it can work. */
function noticesOf({ title, file, notes, warning, unusable }: SnippetView): string[] {
  return [
    unusable === null ? '' : `It cannot work with this version. ${unusable}`,
    file === '' ? '' : `${title}: ${file}`,
    ...notes,
    warning ?? '',
  ].filter((notice) => notice !== '');
}

function formOf({ header = false, inUrl = false }: SnippetOptions, command: Command) {
  if (header && inUrl) command.error('error: --header and --in-url exclude each other');
  if (inUrl) return 'url';
  return header ? 'header' : 'config';
}
