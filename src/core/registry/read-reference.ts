import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, toWire } from '../../shared/errors.ts';
import type { SecretStore } from '../secrets/secret-store.ts';
import { type Reference, secretStoreName } from './reference.ts';
import type { RegistryPath } from './registry.ts';
import { formatPath } from './registry-issue.ts';

/** Where references are read from. */
export interface ReferenceSources {
  secrets: SecretStore;
  env: NodeJS.ProcessEnv;
  home: string;
  /** Relative working directories start here: the registry's directory. */
  directory: string;
}

/** A `{file:…}` is a small secret, not a document. */
const maxReferenceFileBytes = 65_536;

/** The value behind a reference. @throws AppError `reference_unreadable` with server, key and reference. */
export async function readReference(
  serverId: string,
  key: RegistryPath,
  reference: Reference,
  sources: ReferenceSources,
): Promise<string> {
  if (reference.kind === 'env') {
    const value = sources.env[reference.name];
    if (value === undefined) throw unreadable(serverId, key, reference, 'the variable is not set');
    return value;
  }
  if (reference.kind === 'secret') return readSecret(serverId, key, reference, sources.secrets);
  const file = expandHome(reference.name, sources.home);
  try {
    return await readSmallFile(file);
  } catch (error) {
    throw unreadable(serverId, key, reference, fileReason(error), error);
  }
}

async function readSecret(
  serverId: string,
  key: RegistryPath,
  reference: Reference,
  secrets: SecretStore,
): Promise<string> {
  let value: string | undefined;
  try {
    value = await secrets.get(secretStoreName(reference.name));
  } catch (error) {
    throw unreadable(serverId, key, reference, toWire(error).message, error);
  }
  if (value === undefined) throw unreadable(serverId, key, reference, 'no such secret is stored');
  return value;
}

class FileRefused extends Error {
  override readonly name = 'FileRefused';
}

async function readSmallFile(file: string): Promise<string> {
  // Non-blocking, or a FIFO would hold the start for ever.
  const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw new FileRefused('it is not a regular file');
    const buffer = Buffer.alloc(maxReferenceFileBytes + 1);
    let length = 0;
    while (length < buffer.byteLength) {
      const { bytesRead } = await handle.read(buffer, length, buffer.byteLength - length, length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    if (length > maxReferenceFileBytes)
      throw new FileRefused(`it is larger than ${maxReferenceFileBytes} bytes`);
    return decode(buffer.subarray(0, length)).replace(/\r?\n$/, '');
  } finally {
    await handle.close();
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new FileRefused('it is not UTF-8', { cause: error });
  }
}

function fileReason(error: unknown): string {
  if (error instanceof FileRefused) return error.message;
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  return code === 'ENOENT' ? 'there is no such file' : `the file cannot be read (${code})`;
}

/** `~` and `~/x` as the shell reads them; `~user` is not known. */
export function expandHome(text: string, home: string): string {
  if (text === '~') return home;
  return text.startsWith('~/') ? join(home, text.slice(2)) : text;
}

function unreadable(
  serverId: string,
  key: RegistryPath,
  reference: Reference,
  reason: string,
  cause?: unknown,
): AppError {
  const path = formatPath(['servers', serverId, ...key]);
  return new AppError(
    'reference_unreadable',
    `${path}: ${reference.text} cannot be read: ${reason}`,
    {
      data: { server: serverId, key: formatPath(key), reference: reference.text },
      cause,
    },
  );
}
