import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runGates, STATIC_GATES } from './gates.mjs';
import { install } from './install.mjs';
import { toolEnvironment } from './runtime.mjs';
import { say } from './terminal.mjs';

/** `npm run check`: what a change must pass before it is committed, in under a minute. */
const root = dirname(dirname(fileURLToPath(import.meta.url)));
await install(root);
const options = { cwd: root, env: toolEnvironment(root) };
/** @type {import('./gates.mjs').Gate} */
const unit = { name: 'unit', args: ['vitest', 'run', '--project', 'unit', '--reporter=dot'] };
const outcomes = await runGates([unit, ...STATIC_GATES], options);
const failed = outcomes.filter((outcome) => !outcome.ok);
say(failed.length === 0 ? 'all gates passed' : `failed: ${failed.map((o) => o.name).join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
