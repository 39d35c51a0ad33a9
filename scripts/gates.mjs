import { report, run } from './terminal.mjs';

/** @typedef {{ name: string, args: readonly [string, ...string[]] }} Gate */

/** The checks that read sources and run nothing of them, quickest answer first. */
/** @type {readonly Gate[]} */
export const STATIC_GATES = [
  { name: 'format', args: ['biome', 'format', '.'] },
  { name: 'lint', args: ['biome', 'lint', '--error-on-warnings', '.'] },
  { name: 'types', args: ['node', 'scripts/typecheck.mjs'] },
  { name: 'arrows', args: ['depcruise', '--config', '.dependency-cruiser.cjs', 'src'] },
  { name: 'unused', args: ['knip', '--no-progress'] },
];

/**
 * Runs gates with at most two at a time, reports each as it ends, and stops at none.
 * @param {readonly Gate[]} gates
 * @param {{ cwd: string, env: NodeJS.ProcessEnv }} options
 * @returns {Promise<import('./terminal.mjs').Outcome[]>}
 */
export async function runGates(gates, options) {
  const queue = [...gates];
  /** @type {import('./terminal.mjs').Outcome[]} */
  const outcomes = [];
  const work = async () => {
    for (let gate = queue.shift(); gate; gate = queue.shift()) {
      const [command, ...args] = gate.args;
      const outcome = await run(gate.name, command, args, options);
      report(outcome);
      outcomes.push(outcome);
    }
  };
  await Promise.all([work(), work()]);
  return outcomes;
}
