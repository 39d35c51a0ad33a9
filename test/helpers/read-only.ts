import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Lets nobody write in a directory any more, not even root. @returns what undoes it, or null where mounting, which root needs for
 * it, is not permitted.
 */
export function makeReadOnly(directory: string): (() => void) | null {
  if (process.getuid?.() !== 0) {
    setModes(directory, 0o500);
    return () => setModes(directory, 0o700);
  }
  const mount = (...options: string[]) => execFileSync('mount', options, { stdio: 'pipe' });
  try {
    mount('--bind', directory, directory);
  } catch {
    return null;
  }
  mount('-o', 'remount,ro,bind', directory);
  return () => void execFileSync('umount', ['-l', directory]);
}

function setModes(directory: string, mode: number): void {
  chmodSync(directory, mode);
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    if (entry.isDirectory()) setModes(join(directory, entry.name), mode);
  }
}
