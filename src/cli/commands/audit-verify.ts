import type { Command } from 'commander';
import type { VerifyView } from '../../shared/contract-audit.ts';
import { errorTable } from '../../shared/errors.ts';
import type { Session } from '../session.ts';

export function addVerifyCommand(audit: Command, session: Session): void {
  audit
    .command('verify')
    .description('check every row of the chain; exit 6 when one does not fit')
    .action((_options: unknown, command: Command) =>
      session.withEngine(command, async ({ api }) => {
        const report = await api.audit.verify({});
        await session.output(command).result(report, () => describe(report));
        if (!report.ok) session.exitCode = errorTable.audit_corrupt.exit;
      }),
    );
}

function describe({
  ok,
  rows,
  segments,
  firstBad,
  headSeq,
  headHash,
  durationMs,
}: VerifyView): string {
  if (ok) {
    return `ok: ${rows} rows in ${segments} segments, ${Math.round(durationMs)} ms\nhead ${headSeq} ${headHash}`;
  }
  return `NOT OK: row ${firstBad?.seq ?? '?'}: ${firstBad?.reason ?? 'does not verify'}`;
}
