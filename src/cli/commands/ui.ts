import type { Command } from 'commander';
import { openInBrowser } from '../open-in-browser.ts';
import type { Session } from '../session.ts';

export function addUiCommand(program: Command, session: Session): void {
  program
    .command('ui')
    .description('print a link that logs a browser in to the control center once, within 5 minutes')
    .option('--open', 'also open it in the default browser')
    .action(({ open = false }: { open?: boolean }, command: Command) =>
      session.withEngine(
        command,
        async ({ api }) => {
          const { link } = await api.management.uiLink({});
          const output = session.output(command);
          await output.result({ link }, () => link);
          if (!open) return;
          const { dataDir } = session.places(command);
          const opened = await openInBrowser(link, dataDir, session.terminal);
          if (!opened) await output.notice('No browser could be started: open the link yourself.');
        },
        true,
      ),
    );
}
