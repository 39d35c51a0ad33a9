import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { install } from './install.mjs';
import { findNode, toolEnvironment } from './runtime.mjs';
import { installSystemPackages } from './system-packages.mjs';
import { say } from './terminal.mjs';

/** `npm test`: works in a bare clone; installs what is missing, then runs every stage under Node 24. */
const root = dirname(dirname(fileURLToPath(import.meta.url)));

try {
  await installSystemPackages(root);
  await install(root);
  const stages = spawn(findNode(root), [join(root, 'scripts', 'stages.mjs')], {
    cwd: root,
    env: toolEnvironment(root),
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  stages.on('exit', (code) => {
    process.exitCode = code ?? 1;
  });
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  say('0 passed, 1 failed, 0 skipped');
  process.exitCode = 1;
}
