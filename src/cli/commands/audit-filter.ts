import type { Command } from 'commander';
import type { AuditFilterInput } from '../../shared/contract-audit.ts';
import { AppError } from '../../shared/errors.ts';
import { parseMoment } from '../parse-options.ts';

export interface FilterOptions {
  client?: string;
  server?: string;
  tool?: string;
  kind?: string;
  decision?: string;
  session?: string;
  call?: string;
  refused?: boolean;
  text?: string;
  since?: number;
  until?: number;
}

/** The options that choose rows, the same for query, stats and export. */
export function addFilterOptions(command: Command): Command {
  return command
    .option('--client <id>', 'rows of this client')
    .option('--server <name>', 'rows of this server')
    .option('--tool <name>', 'rows of this tool, by its real name')
    .option('--kind <kind>', 'rows of this kind, for example call.denied')
    .option('--decision <effect>', 'allow or deny')
    .option('--session <digest>', 'rows of this session')
    .option('--call <id>', 'rows of this call')
    .option('--refused', 'only what was refused')
    .option('--text <text>', 'rows with this anywhere in them')
    .option('--since <time>', 'ISO 8601, or 15m, 2h, 7d ago', parseMoment)
    .option('--until <time>', 'ISO 8601, or 15m, 2h, 7d ago', parseMoment);
}

export function toFilter(options: FilterOptions): AuditFilterInput {
  const { client, server, tool, kind, decision, session, call, refused, text, since, until } =
    options;
  if (decision !== undefined && decision !== 'allow' && decision !== 'deny')
    throw new AppError('usage', `No decision ${decision}; there is allow and deny`);
  return {
    ...(client === undefined ? {} : { client }),
    ...(server === undefined ? {} : { server }),
    ...(tool === undefined ? {} : { item: tool }),
    ...(kind === undefined ? {} : { kind }),
    ...(decision === undefined ? {} : { decision }),
    ...(session === undefined ? {} : { session }),
    ...(call === undefined ? {} : { callId: call }),
    ...(refused === undefined ? {} : { refused }),
    ...(text === undefined ? {} : { text }),
    ...(since === undefined ? {} : { fromUs: since }),
    ...(until === undefined ? {} : { toUs: until }),
  };
}
