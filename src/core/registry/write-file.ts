import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Replaces `file` by `text` in one step: temporary file beside it (0600), fsync, rename, fsync of the directory.
 * A reader sees the old text or the new one. Throws the system's error; nothing is left behind then.
 * @param putInPlace in place of the rename, for who has to look once more right before it.
 */
export async function writeFileAtomically(
  file: string,
  text: string,
  putInPlace: (temporary: string) => void | Promise<void> = (temporary) => rename(temporary, file),
): Promise<void> {
  const temporary = join(dirname(file), `.${basename(file)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(text, 'utf8');
      await handle.sync();
    } finally {
      await handle.close();
    }
    await putInPlace(temporary);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncDirectory(dirname(file));
}

async function syncDirectory(directory: string): Promise<void> {
  // Windows cannot open a directory; there the rename alone has to do.
  if (process.platform === 'win32') return;
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
