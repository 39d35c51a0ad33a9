import { copyFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What electron-builder calls around a package. */
const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** electron-builder's numbers of processors. */
const ARCHES = new Map([
  [1, 'x64'],
  [3, 'arm64'],
]);
const SYSTEMS = new Map([
  ['darwin', 'mac'],
  ['win32', 'win'],
  ['linux', 'linux'],
]);

/**
 * @typedef {object} PackContext
 * @property {string} appOutDir
 * @property {string} electronPlatformName
 * @property {number} arch
 */

/**
 * The processor that a native module is for, by its header; undefined where it is none that we know.
 * @param {Buffer} file
 */
export function processorOf(file) {
  // ELF: e_machine; Mach-O of 64 bits: cputype; PE: machine, behind the offset at 0x3c.
  if (file.readUInt32BE(0) === 0x7f454c46) return nameOf(file.readUInt16LE(18), 0x3e, 0xb7);
  if (file.readUInt32LE(0) === 0xfeedfacf)
    return nameOf(file.readUInt32LE(4), 0x01000007, 0x0100000c);
  if (file.readUInt16BE(0) !== 0x4d5a) return undefined;
  return nameOf(file.readUInt16LE(file.readUInt32LE(0x3c) + 4), 0x8664, 0xaa64);
}

/**
 * @param {number} value
 * @param {number} x64
 * @param {number} arm64
 */
function nameOf(value, x64, arm64) {
  if (value === x64) return 'x64';
  return value === arm64 ? 'arm64' : undefined;
}

/**
 * Refuses to pack what would not run: without the command line, or with a native module of another processor.
 * @param {PackContext} context
 */
export function beforePack({ electronPlatformName: platform, arch: number }) {
  const arch = ARCHES.get(number);
  const folder = `${SYSTEMS.get(platform)}-${arch}`;
  const executable = join(
    root,
    'release',
    'bin',
    folder,
    platform === 'win32' ? 'lmcp.exe' : 'lmcp',
  );
  if (!existsSync(executable)) {
    throw new Error(`${executable} is missing: run \`npm run build\` and \`npm run build:cli\`.`);
  }
  const modules = [
    join('better-sqlite3', 'prebuilds', `${platform}-${arch}.node`),
    join('keytar', 'build', 'Release', 'keytar.node'),
  ];
  for (const path of modules.map((module) => join(root, 'node_modules', module))) {
    if (!existsSync(path))
      throw new Error(`${path} is missing: pack where \`npm ci\` can build it.`);
    const found = processorOf(readFileSync(path));
    if (found !== arch) throw new Error(`${path} is for ${found}, not for ${arch}.`);
  }
}

/**
 * With its fuse, the browser process starts from a V8 snapshot of its own name: the same one, in a file that no page's
 * process reads (EL-9).
 * @param {PackContext} context
 */
export function afterPack({ appOutDir, electronPlatformName }) {
  const folder =
    electronPlatformName === 'darwin'
      ? join(
          appOutDir,
          'LMCP.app/Contents/Frameworks/Electron Framework.framework/Versions/A/Resources',
        )
      : appOutDir;
  const snapshots = readdirSync(folder).filter((name) => /^v8_context_snapshot.*\.bin$/.test(name));
  if (snapshots.length === 0) throw new Error(`${folder} holds no V8 snapshot`);
  for (const name of snapshots) copyFileSync(join(folder, name), join(folder, `browser_${name}`));
}
