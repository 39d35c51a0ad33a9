import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cliExecutable } from './cli-executable.ts';

const root = join(import.meta.dirname, '..', '..');

/** How @electron/fuses finds the wire in Electron's binary: this text, a version, a count, one digit for each fuse. */
const fuseSentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
/** As Electron ships them: RunAsNode, NODE_OPTIONS and --inspect are on. */
const shippedFuses = '10110001';

export interface PackedApp {
  /** The folder that an installer would install. */
  readonly folder: string;
  readonly archive: string;
  /** One digit for each fuse, read back from the packaged binary. */
  readonly fuses: (binary: Buffer) => string;
}

/** Why no package can be made here, or null. */
export function whyNotPacked(): string | null {
  const { path, why } = cliExecutable();
  if (path === null) return why;
  const parts = [
    'dist/main/main.js',
    'dist/ui/index.html',
    'node_modules/keytar/build/Release/keytar.node',
  ];
  const missing = parts.find((part) => !existsSync(join(root, part)));
  return missing === undefined ? null : `${missing} is missing`;
}

/**
 * Packs the app with electron-builder and the project's own configuration.
 * @param dist Electron's distribution; without it a stand-in, around which archive, files and fuses are real
 */
export function packApp(directory: string, dist?: string): PackedApp {
  const electron = dist ?? standIn(directory);
  return packAround(electron, directory);
}

function standIn(directory: string): string {
  const electron = join(directory, 'electron');
  mkdirSync(join(electron, 'locales'), { recursive: true });
  const wire = Buffer.concat([
    Buffer.from(`\x7fELF${fuseSentinel}`, 'latin1'),
    Buffer.from([1, shippedFuses.length]),
    Buffer.from(shippedFuses),
  ]);
  writeFileSync(join(electron, 'electron'), wire);
  chmodSync(join(electron, 'electron'), 0o755);
  writeFileSync(join(electron, 'v8_context_snapshot.bin'), 'snapshot');
  for (const language of ['en-US', 'de']) {
    writeFileSync(join(electron, 'locales', `${language}.pak`), '');
  }
  return electron;
}

function packAround(electron: string, directory: string): PackedApp {
  const output = join(directory, 'packages');
  const builder = join(root, 'node_modules', 'electron-builder', 'cli.js');
  const given = [`-c.electronDist=${electron}`, `-c.directories.output=${output}`];
  execFileSync(process.execPath, [builder, '--linux', '--dir', ...given], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
    // Nothing is asked of the network.
    env: { ...process.env, http_proxy: 'http://127.0.0.1:9', https_proxy: 'http://127.0.0.1:9' },
  });
  const folder = join(
    output,
    process.arch === 'x64' ? 'linux-unpacked' : `linux-${process.arch}-unpacked`,
  );
  return {
    folder,
    archive: join(folder, 'resources', 'app.asar'),
    fuses: (binary) => {
      const start = binary.indexOf(fuseSentinel) + fuseSentinel.length;
      return binary.toString('latin1', start + 2, start + 2 + (binary[start + 1] ?? 0));
    },
  };
}
