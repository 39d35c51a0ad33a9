import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { inject } from 'postject';
import { findNode } from './runtime.mjs';
import { say } from './terminal.mjs';

/**
 * `npm run build:cli`: the `lmcp` that lies beside the installed app, a Node single executable. It is made of the bundle
 * `dist/installed/lmcp.cjs` and a Node binary; `--node`, `--os` and `--arch` name another platform's.
 */
const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Node looks for this text in its own binary; the last digit tells that a program was put in (nodejs.org/api/single-executable-applications). */
const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';

/** The names that electron-builder uses for `${os}`. */
const SYSTEMS = { darwin: 'mac', win32: 'win', linux: 'linux' };

/**
 * @param {string} command
 * @param {readonly string[]} args
 */
function must(command, args) {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (status === 0) return;
  throw new Error(`${command} failed: ${error?.message ?? stderr.trimEnd()}`);
}

/** @param {string} path */
const megabytes = (path) => `${(statSync(path).size / 1e6).toFixed(1)} MB`;

/**
 * @param {string} node that runs on this machine; it writes the program in its own format
 * @param {boolean} isForThisNode whether the result runs under the very same binary, which alone can use its code cache
 * @returns {Buffer}
 */
function makeProgram(node, isForThisNode) {
  const folder = mkdtempSync(join(tmpdir(), 'lmcp-executable-'));
  try {
    const output = join(folder, 'program.blob');
    const config = {
      main: join(root, 'dist', 'installed', 'lmcp.cjs'),
      output,
      disableExperimentalSEAWarning: true,
      useCodeCache: isForThisNode,
      // NODE_OPTIONS must not turn it into a Node for anybody's script.
      execArgvExtension: 'none',
    };
    writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
    must(node, ['--experimental-sea-config', join(folder, 'config.json')]);
    return readFileSync(output);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function build() {
  const ownNode = findNode(root);
  const { values } = parseArgs({
    options: {
      node: { type: 'string', default: ownNode },
      os: { type: 'string', default: SYSTEMS[/** @type {'linux'} */ (process.platform)] },
      arch: { type: 'string', default: process.arch },
    },
  });
  const { node, os, arch } = values;
  if (!existsSync(join(root, 'dist', 'installed', 'lmcp.cjs'))) {
    throw new Error('Run `npm run build` first: dist/installed/lmcp.cjs is missing.');
  }
  const folder = join(root, 'release', 'bin', `${os}-${arch}`);
  const finished = join(folder, os === 'win' ? 'lmcp.exe' : 'lmcp');
  // Whoever runs the old one meanwhile, or builds as well, sees a whole file.
  const executable = `${finished}.${process.pid}`;
  const program = makeProgram(ownNode, node === ownNode);
  mkdirSync(folder, { recursive: true });
  copyFileSync(node, executable);
  chmodSync(executable, 0o755);
  // An eighth less on disk where binutils are there.
  if (os === 'linux') spawnSync('strip', ['--strip-unneeded', executable]);
  if (os === 'mac') must('codesign', ['--remove-signature', executable]);
  await inject(executable, 'NODE_SEA_BLOB', program, {
    sentinelFuse: FUSE,
    ...(os === 'mac' ? { machoSegmentName: 'NODE_SEA' } : {}),
  });
  // An ad-hoc signature, without which it would not start; the release is signed when it is packed.
  if (os === 'mac') must('codesign', ['--sign', '-', executable]);
  renameSync(executable, finished);
  say(
    `${finished}: ${megabytes(finished)}, of which ${(program.length / 1e6).toFixed(1)} MB program`,
  );
}

try {
  await build();
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
