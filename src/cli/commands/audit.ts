import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Api } from '../../shared/contract.ts';
import type { AuditRowView } from '../../shared/contract-audit.ts';
import type { EventData } from '../../shared/contract-events.ts';
import { table } from '../output.ts';
import { parseWhole } from '../parse-options.ts';
import type { Session } from '../session.ts';
import { addFilterOptions, type FilterOptions, toFilter } from './audit-filter.ts';
import { rowJson, rowText } from './audit-row.ts';
import { addVerifyCommand } from './audit-verify.ts';

const mostPerPage = 1_000;

export function addAuditCommands(program: Command, session: Session): void {
  const audit = program.command('audit').description('query, export and verify the audit log');
  addQuery(audit, session);
  addStats(audit, session);
  addTail(audit, session);
  addExport(audit, session);
  addVerifyCommand(audit, session);
  audit
    .command('acknowledge')
    .description('end an alarm about a changed history: tokens work again, and a row says why')
    .requiredOption('--reason <text>', 'what happened and why it may go on')
    .action(({ reason }: { reason: string }, command: Command) =>
      session.withEngine(command, async ({ api }) => {
        await api.audit.acknowledge({ reason });
        await session.output(command).result({ acknowledged: true }, () => 'Acknowledged');
      }),
    );
}

function addQuery(audit: Command, session: Session): void {
  addFilterOptions(audit.command('query'))
    .description('rows, newest first; with --json one row a line, its body as it was hashed')
    .option('--limit <n>', 'how many rows', parseWhole(1, 1_000_000_000), 50)
    .option(
      '--before <seq>',
      'only rows before this one, for the next page',
      parseWhole(1, 2 ** 53),
    )
    .option('--after <seq>', 'oldest first, rows after this one', parseWhole(0, 2 ** 53))
    .addHelpText(
      'after',
      '\nExamples:\n  lmcp audit query --client vscode --since 1h --refused\n  lmcp audit query --after 0 --limit 1000000 --json > rows.jsonl',
    )
    .action((options: QueryOptions, command: Command) =>
      session.withEngine(command, async ({ api }) => {
        const output = session.output(command);
        const show = output.json ? rowJson : rowText;
        for await (const row of pagedRows(api, options)) await output.line(show(row));
      }),
    );
}

interface QueryOptions extends FilterOptions {
  limit: number;
  before?: number;
  after?: number;
}

/** Page after page, so that a result of any size passes through in constant memory. */
async function* pagedRows(api: Api, options: QueryOptions): AsyncGenerator<AuditRowView> {
  const { before, after } = options;
  const filter = toFilter(options);
  const direction = after === undefined ? 'before' : 'after';
  let cursor = after ?? before;
  let left = options.limit;
  while (left > 0) {
    const limit = Math.min(left, mostPerPage);
    const page = { limit, ...(cursor === undefined ? {} : { [direction]: cursor }) };
    const { rows, next } = await api.audit.query({ filter, page });
    yield* rows;
    left -= rows.length;
    if (next === null || rows.length === 0) return;
    cursor = next;
  }
}

function addStats(audit: Command, session: Session): void {
  addFilterOptions(audit.command('stats'))
    .description('calls, denials and latency percentiles per server and client')
    .action((options: FilterOptions, command: Command) =>
      session.withEngine(command, async ({ api }) => {
        const { stats } = await api.audit.stats({ filter: toFilter(options) });
        const rows = stats.map(({ server, client, calls, denied, p50Us, p95Us }) => [
          server,
          client,
          String(calls),
          String(denied),
          (p50Us / 1_000).toFixed(2),
          (p95Us / 1_000).toFixed(2),
        ]);
        await session
          .output(command)
          .result({ stats }, () =>
            table(['SERVER', 'CLIENT', 'CALLS', 'DENIED', 'P50 MS', 'P95 MS'], rows),
          );
      }),
    );
}

function addTail(audit: Command, session: Session): void {
  audit
    .command('tail')
    .description('rows as they are written, until Ctrl-C')
    .option('--lines <n>', 'this many of the latest rows first', parseWhole(0, mostPerPage), 10)
    .action(({ lines }: { lines: number }, command: Command) =>
      session.withEngine(
        command,
        async ({ api, subscribe, closed }) => {
          const output = session.output(command);
          const show = output.json ? rowJson : rowText;
          let printed = 0;
          let printing: Promise<void> = Promise.resolve();
          const print = async (row: AuditRowView) => {
            if (row.seq <= printed) return;
            printed = row.seq;
            await output.line(show(row));
          };
          const printBatch = async ({ rows, omitted }: EventData<'audit.appended'>) => {
            const first = rows[0]?.seq ?? 0;
            if (omitted > 0) {
              const limit = Math.max(0, first - printed - 1);
              for await (const row of pagedRows(api, { after: printed, limit })) await print(row);
            }
            for (const row of rows) await print(row);
          };
          // Subscribed first, and printed after the page, so that no row falls between the page and the events.
          const page = Promise.withResolvers<void>();
          printing = page.promise;
          await subscribe(['audit.appended'], (event) => {
            if (event.event !== 'audit.appended') return;
            printing = printing.then(() => printBatch(event.data));
          });
          const { rows } = await api.audit.query({ page: { limit: Math.max(1, lines) } });
          const newest = rows.at(0)?.seq ?? 0;
          for (const row of lines > 0 ? rows.toReversed() : []) await print(row);
          printed = newest;
          page.resolve();
          await closed;
          await printing;
        },
        true,
      ),
    );
}

function addExport(audit: Command, session: Session): void {
  addFilterOptions(audit.command('export'))
    .description('write rows to a file that can be verified on its own')
    .argument('<file>')
    .option('--format <format>', 'jsonl or csv; default: by the name of the file')
    .action((file: string, options: FilterOptions & { format?: string }, command: Command) =>
      session.withEngine(command, async ({ api }) => {
        const format = options.format ?? (file.endsWith('.csv') ? 'csv' : 'jsonl');
        if (format !== 'jsonl' && format !== 'csv')
          command.error(`error: no format ${format}; there is jsonl and csv`);
        const path = resolve(session.terminal.cwd, file);
        const report = await api.audit.export({
          path,
          format: format === 'csv' ? 'csv' : 'jsonl',
          filter: toFilter(options),
        });
        await session
          .output(command)
          .result(report, () => `${report.rows} rows to ${report.path}\nsha256 ${report.sha256}`);
      }),
    );
}
