import type { Command } from 'commander';
import { mayBeOpened } from '../../core/oauth/trusted-hosts.ts';
import { AppError } from '../../shared/errors.ts';
import { openInBrowser } from '../open-in-browser.ts';
import type { Session } from '../session.ts';

export function addServerSignIn(server: Command, session: Session): void {
  server
    .command('sign-in')
    .description('print where to sign in to an HTTP server; LMCP waits five minutes for the answer')
    .argument('<name>')
    .option('--open', 'also open it in the default browser')
    .action((id: string, { open = false }: { open?: boolean }, command: Command) =>
      session.withEngine(
        command,
        async ({ api }) => {
          const started = await api.servers.signIn({ id });
          requireOpenable(started.url);
          const output = session.output(command);
          await output.result({ id, ...started }, () => started.url);
          if (!open) return;
          const { dataDir } = session.places(command);
          const opened = await openInBrowser(started.url, dataDir, session.terminal);
          if (!opened) await output.notice('No browser could be started: open the link yourself.');
        },
        true,
      ),
    );
  server
    .command('sign-out')
    .description("forget an HTTP server's tokens and stop it")
    .argument('<name>')
    .action((id: string, _options: unknown, command: Command) =>
      session.withEngine(command, async ({ api }) => {
        const { signedOut } = await api.servers.signOut({ id });
        await session
          .output(command)
          .result({ id, signedOut }, () =>
            signedOut ? `Signed out of ${id}` : `Nobody was signed in to ${id}`,
          );
      }),
    );
}

/** AU-19, once more before a browser gets it. @throws AppError `sign_in_refused`. */
function requireOpenable(url: string): void {
  if (mayBeOpened(new URL(url))) return;
  throw new AppError('sign_in_refused', 'The address to sign in at is not https');
}
