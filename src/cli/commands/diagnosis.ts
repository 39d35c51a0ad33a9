import type { Command } from 'commander';
import { table } from '../output.ts';
import type { Session } from '../session.ts';

export function addDiagnosisCommands(program: Command, session: Session): void {
  program
    .command('self-test')
    .description('exercise registry, secret store, policy and audit log; exit 1 when one fails')
    .action((_options: unknown, command: Command) =>
      session.withEngine(command, async ({ api }) => {
        const result = await api.engine.selfTest({});
        const rows = result.steps.map(({ name, ok, detail, durationMs }) => [
          ok ? 'ok' : 'FAILED',
          name,
          `${durationMs.toFixed(1)} ms`,
          detail,
        ]);
        await session
          .output(command)
          .result(result, () => table(['RESULT', 'STEP', 'TOOK', 'DETAIL'], rows));
        if (!result.ok) session.exitCode = 1;
      }),
    );
  program
    .command('doctor')
    .description('look for what is wrong or weak, with what to do about it; exit 1 on a failure')
    .option('--fix', 'repair what needs no decision (file modes)')
    .action(({ fix }: { fix?: boolean }, command: Command) =>
      session.withEngine(command, async ({ api }) => {
        const { findings } = await api.engine.doctor({ fix: fix === true });
        const rows = findings.map(({ level, check, text, hint, fixed }) => [
          fixed ? 'fixed' : level,
          check,
          level === 'ok' ? text : `${text}. ${hint}`,
        ]);
        await session
          .output(command)
          .result({ findings }, () => table(['LEVEL', 'CHECK', 'FINDING'], rows));
        if (findings.some(({ level }) => level === 'failure')) session.exitCode = 1;
      }),
    );
}
