import { isAbsolute } from 'node:path';
import type { GroupHandlers } from '../../../shared/contract.ts';
import type { AuditFilterInput } from '../../../shared/contract-audit.ts';
import { AppError } from '../../../shared/errors.ts';
import type { AuditFilter } from '../../audit/audit-reader.ts';
import type { Operator } from '../dispatch.ts';
import { viewAuditRow } from '../log/audit-row-view.ts';
import { exportFile } from '../log/export-files.ts';
import { describeFinding } from '../log/verify-findings.ts';
import { type HandlerContext, progressOf } from './context.ts';

export function auditHandlers(context: HandlerContext): GroupHandlers<'audit', Operator> {
  const { tasks, verified } = context;
  const { reader, audit, engine, secrets, clock } = context.services;
  return {
    query: ({ filter, page, task }, operator) =>
      tasks.run(task, operator.signal, async (signal) => {
        const { rows, next } = await reader.query(toFilter(filter), definedOnly(page), signal);
        return { rows: rows.map(viewAuditRow), next };
      }),
    row: async ({ seq }) => {
      const proof = await reader.row(seq);
      if (proof === null) throw new AppError('unknown_name', `The log has no row ${seq}`);
      const anchor = engine.anchor();
      return {
        ...proof,
        row: viewAuditRow(proof.row),
        anchor: anchor && { seq: anchor.seq, hash: anchor.hash },
        anchoredIn: secrets.backend,
      };
    },
    histogram: ({ filter, buckets, task }, operator) =>
      tasks.run(task, operator.signal, (signal) =>
        reader.activity(toFilter(filter), buckets, signal),
      ),
    stats: async ({ filter }) => {
      const stats = await reader.stats(toFilter(filter));
      return { stats: stats.map((row) => ({ ...row })) };
    },
    export: ({ path, format, filter, task }, { actor, signal: caller }) =>
      tasks.run(task, caller, async (signal) => {
        const target = await exportPath(path, actor.door === 'http', engine.dataDir);
        const onProgress = progressOf(context, task);
        const report = await reader.exportTo(target, format, toFilter(filter), onProgress, signal);
        onProgress({ done: report.rows, total: report.rows });
        await audit.event({
          kind: 'export.made',
          actor,
          detail: {
            format,
            rows: report.rows,
            from_seq: report.fromSeq,
            to_seq: report.toSeq,
            sha256: report.sha256,
            filter: definedOnly(filter),
          },
        });
        const { rows, bytes, fromSeq, toSeq, sha256 } = report;
        return { path: target, rows, bytes, fromSeq, toSeq, sha256 };
      }),
    verify: ({ task }, { signal: caller }) =>
      tasks.run(task, caller, async (signal) => {
        const onProgress = progressOf(context, task);
        const report = await reader.verify(onProgress, signal);
        onProgress({ done: report.rows, total: report.rows });
        const { ok, rows, segments, firstBad, headSeq, headHash, durationMs } = report;
        verified.keep({ ok, headSeq, atUs: clock.nowUs() });
        return {
          ok,
          rows,
          segments,
          firstBad: firstBad && describeFinding(firstBad),
          headSeq,
          headHash,
          clockBackwards: report.clockBackwards ?? 0,
          durationMs,
        };
      }),
    acknowledge: async ({ reason }, { actor }) => {
      if (engine.alarm() === null)
        throw new AppError('conflict', 'There is no alarm to acknowledge', {
          hint: '`lmcp audit verify` checks the log at any time.',
        });
      await engine.acknowledge(reason, actor);
      return {};
    },
  };
}

/** The management token must not be able to write just anywhere on the disk: over HTTP only a name is taken. */
async function exportPath(path: string, overHttp: boolean, dataDir: string): Promise<string> {
  if (overHttp) return exportFile(dataDir, path);
  if (!isAbsolute(path)) throw new AppError('invalid_input', 'path: must be absolute');
  return path;
}

function toFilter(filter: AuditFilterInput): AuditFilter {
  return definedOnly(filter);
}

/** Members that are there: `undefined` written out is not the same under exactOptionalPropertyTypes. */
function definedOnly<T extends object>(given: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(given).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined> };
}
