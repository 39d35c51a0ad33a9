import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Room in sockaddr_un on macOS, the smallest of the platforms; Linux has 108. */
const longestPathBytes = 103;

export interface SocketAddress {
  readonly path: string;
  /** Removes what was made for it. */
  remove(): void;
}

/** A name nobody could guess, in a directory only the owner can enter; on Windows a pipe (TR-27). */
export function makeSocketAddress(dataDir: string, platform: NodeJS.Platform): SocketAddress {
  const name = randomBytes(16).toString('hex');
  if (platform === 'win32') return { path: `\\\\.\\pipe\\lmcp-${name}`, remove: () => undefined };
  const directory = join(dataDir, 'run');
  const path = join(directory, `${name}.sock`);
  if (Buffer.byteLength(path) <= longestPathBytes) {
    // Whoever opens it holds the lock of the data directory: what lies there was left by a killed engine.
    rmSync(directory, { recursive: true, force: true });
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    return { path, remove: () => rmSync(path, { force: true }) };
  }
  // A deep data directory: mkdtemp makes a fresh 0700 directory elsewhere; the engine file names it.
  const fallback = join(mkdtempSync(join(tmpdir(), 'lmcp-')), `${name.slice(0, 8)}.sock`);
  return {
    path: fallback,
    remove: () => rmSync(dirname(fallback), { recursive: true, force: true }),
  };
}
