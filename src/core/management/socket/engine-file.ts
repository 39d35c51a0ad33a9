import { randomBytes } from 'node:crypto';
import { lstat, open, readFile, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** How a command finds the engine of a data directory: written at start, owner-only, removed at stop. */
export const engineFile = z.strictObject({
  pid: z.number().int().positive(),
  /** Path of the Unix socket, or name of the pipe; new at every start. */
  socket: z.string().min(1),
  /** 32 bytes in hex, new at every start. */
  key: z.string().regex(/^[0-9a-f]{64}$/),
  url: z.string(),
});

export type EngineFile = z.output<typeof engineFile>;

export function engineFilePath(dataDir: string): string {
  return join(dataDir, 'engine.json');
}

export async function writeEngineFile(dataDir: string, content: EngineFile): Promise<void> {
  const path = engineFilePath(dataDir);
  const temporary = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(`${JSON.stringify(content)}\n`);
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
}

/** The file's content, or null when there is none that can be believed: not ours, open to others, or not readable as one. */
export async function readEngineFile(dataDir: string): Promise<EngineFile | null> {
  const path = engineFilePath(dataDir);
  try {
    const stats = await lstat(path);
    const ownUserId = process.getuid?.();
    if (!stats.isFile()) return null;
    if (ownUserId !== undefined && (stats.uid !== ownUserId || (stats.mode & 0o077) !== 0))
      return null;
    const parsed = engineFile.safeParse(JSON.parse(await readFile(path, 'utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** Removes the file if it is still this engine's own. */
export async function removeEngineFile(dataDir: string, key: string): Promise<void> {
  const current = await readEngineFile(dataDir);
  if (current?.key === key) await unlink(engineFilePath(dataDir)).catch(() => undefined);
}
