import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../../../shared/errors.ts';

const plainName = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$/;

/** Where an export that was asked for over HTTP lies: a plain name in a folder of its own. @throws AppError `invalid_input`. */
export async function exportFile(dataDir: string, name: string): Promise<string> {
  if (!plainName.test(name))
    throw new AppError('invalid_input', 'path: over HTTP a plain file name is taken');
  const directory = join(dataDir, 'exports');
  await mkdir(directory, { recursive: true, mode: 0o700 });
  return join(directory, name);
}

/**
 * Hands out an export to the page that made it, then removes it: it was made to be taken away, and holds what the log holds.
 * @throws AppError `not_found`.
 */
export async function sendExport(
  response: ServerResponse,
  dataDir: string,
  name: string,
): Promise<void> {
  const path = await exportFile(dataDir, name);
  // Under another name at once: whoever asks for it a second time finds nothing, however soon.
  const taken = `${path}.${randomBytes(6).toString('hex')}`;
  await rename(path, taken).catch((cause: unknown) => {
    throw new AppError('not_found', `No export ${name}`, { cause });
  });
  const file = await open(taken);
  const { size } = await file.stat();
  response.writeHead(200, {
    'Content-Type': 'application/octet-stream',
    'Content-Length': size,
    'Content-Disposition': `attachment; filename="${name}"`,
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  });
  try {
    // Up to a known end: one more read would find it only after a quick client has all it wants and is gone.
    await pipeline(file.createReadStream({ end: Math.max(0, size - 1) }), response);
  } catch (error) {
    // The page left half way: it may come again.
    await rename(taken, path);
    throw error;
  }
  await rm(taken, { force: true });
}
