import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { VerifyFault, VerifyReport } from '../../core/audit/audit-reader.ts';
import type { KeptHeadReport } from '../../core/verify-files.ts';
import { errorTable } from '../../shared/error-table.ts';
import { showHostileLine } from '../../shared/hostile-characters.ts';
import type { Session } from '../session.ts';

export function addVerifyCommand(audit: Command, session: Session): void {
  audit
    .command('verify')
    .description('check every row of the chain, or of an export; exit 6 when one does not fit')
    .argument('[file]', 'an export; default: the audit log itself, with or without an engine')
    .action(async (file: string | undefined, _options: unknown, command: Command) => {
      const report =
        file === undefined
          ? await verifyLog(session, session.places(command).dataDir)
          : await verifyFile(resolve(session.terminal.cwd, file));
      await session.output(command).result(report, () => describe(report));
      if (!report.ok) session.exitCode = errorTable.audit_corrupt.exit;
    });
}

async function verifyFile(path: string) {
  const { verifyExport } = await import('../../core/audit/verify-export.ts');
  return verifyExport(path);
}

/** What the engine answers with, or the files themselves: then without a sentence. */
type Report = Omit<VerifyReport, 'firstBad'> &
  Partial<KeptHeadReport> & {
    firstBad: (Pick<VerifyFault, 'seq' | 'reason'> & { sentence?: string }) | null;
    complete?: boolean;
  };

async function verifyLog(session: Session, dataDir: string): Promise<Report> {
  const { findRunning } = await import('../open-engine.ts');
  const engine = await findRunning(dataDir);
  if (engine === null) return session.host.verifyFiles(dataDir, session.terminal.env);
  try {
    return await engine.api.audit.verify({});
  } finally {
    await engine.close();
  }
}

function describe(report: Report): string {
  const { ok, rows, segments, firstBad, headSeq, headHash, clockBackwards = 0, complete } = report;
  if (!ok) {
    const bad = `NOT OK: row ${firstBad?.seq ?? '?'}: ${showHostileLine(firstBad?.reason ?? 'does not verify')}`;
    return firstBad?.sentence === undefined ? bad : `${bad}\n${firstBad.sentence}`;
  }
  const lines = [
    `ok: ${rows} rows${segments > 0 ? ` in ${segments} segments` : ''}, ${Math.round(report.durationMs)} ms`,
    `head ${headSeq} ${headHash}`,
  ];
  if (complete === false)
    lines.push('A part of the log: rows that are left out cannot be noticed.');
  if (report.keptHead === 'not_read')
    lines.push(
      `The head that the secret store keeps was not compared (${report.keptHeadProblem}): rows cut off at the end cannot be noticed.`,
    );
  if (clockBackwards > 0) lines.push(`The clock went back ${clockBackwards} times.`);
  return lines.join('\n');
}
