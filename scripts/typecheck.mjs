import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { toolEnvironment } from './runtime.mjs';
import { run, say } from './terminal.mjs';

/** Every folder with a tsconfig of its own; a room sees only the types that its tsconfig names. */
const ROOMS = [
  'src/shared',
  'src/core',
  'src/cli',
  'src/main',
  'src/preload',
  'src/renderer',
  // Its tests run in Node, which the page itself must not know.
  'src/renderer/tsconfig.test.json',
  'test',
  'e2e',
  'bench',
  'scripts',
  '.',
];

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const env = toolEnvironment(root);
const queue = [...ROOMS];

async function checkNext() {
  for (let room = queue.shift(); room !== undefined; room = queue.shift()) {
    const outcome = await run(room, 'tsc', ['-p', room, '--pretty', 'false'], { cwd: root, env });
    if (outcome.ok) continue;
    say(outcome.output.trimEnd());
    process.exitCode = 1;
  }
}

await Promise.all([checkNext(), checkNext()]);
