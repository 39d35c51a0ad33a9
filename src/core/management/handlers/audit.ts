import { mkdir } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import type { GroupHandlers } from '../../../shared/contract.ts';
import type { AuditFilterInput } from '../../../shared/contract-audit.ts';
import { AppError } from '../../../shared/errors.ts';
import type { AuditFilter } from '../../audit/audit-reader.ts';
import type { Operator } from '../dispatch.ts';
import { type HandlerContext, progressOf } from './context.ts';

export function auditHandlers(context: HandlerContext): GroupHandlers<'audit', Operator> {
  const { reader, audit, engine } = context.services;
  return {
    query: async ({ filter, page }) => {
      const { rows, next } = await reader.query(toFilter(filter), definedOnly(page));
      return { rows: rows.map(({ seq, hash, body }) => ({ seq, hash, body })), next };
    },
    stats: async ({ filter }) => {
      const stats = await reader.stats(toFilter(filter));
      return { stats: stats.map((row) => ({ ...row })) };
    },
    export: async ({ path, format, filter, task }, { actor, signal }) => {
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
    },
    verify: async ({ task }, { signal }) => {
      const onProgress = progressOf(context, task);
      const report = await reader.verify(onProgress, signal);
      onProgress({ done: report.rows, total: report.rows });
      const { ok, rows, segments, firstBad, headSeq, headHash, durationMs } = report;
      return {
        ok,
        rows,
        segments,
        firstBad: firstBad && { seq: firstBad.seq, reason: firstBad.reason },
        headSeq,
        headHash,
        clockBackwards: report.clockBackwards ?? 0,
        durationMs,
      };
    },
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
  if (overHttp) {
    if (!/^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$/.test(path))
      throw new AppError('invalid_input', 'path: over HTTP a plain file name is taken');
    const directory = join(dataDir, 'exports');
    await mkdir(directory, { recursive: true, mode: 0o700 });
    return join(directory, path);
  }
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
