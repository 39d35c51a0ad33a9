import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import { writeFileAtomically } from '../registry/write-file.ts';

const nonceBytes = 12;
const tagBytes = 16;
const base64 = z.base64();

/** How the key was made: bounds keep a forged header from asking for no work, or for all memory. */
const keySource = z.discriminatedUnion('from', [
  z.strictObject({
    from: z.literal('passphrase'),
    cost: z.number().int().min(32_768).max(262_144),
    block: z.number().int().min(8).max(16),
    parallel: z.number().int().min(1).max(16),
    salt: base64,
  }),
  z.strictObject({ from: z.literal('key_file') }),
]);

const sealedFile = z.strictObject({
  format: z.literal('lmcp-secrets/1'),
  key: keySource,
  nonce: base64,
  tag: base64,
  data: base64,
});

const content = z.array(z.tuple([z.string(), z.string()]));

export type KeySource = z.output<typeof keySource>;
export type SealedFile = z.output<typeof sealedFile>;

/**
 * Reads an AES-256-GCM file of secrets, still closed; undefined where there is none.
 * @throws AppError `secret_store_unavailable` when it cannot be read or is no such file.
 */
export async function readSealedFile(path: string): Promise<SealedFile | undefined> {
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return undefined;
    throw new AppError('secret_store_unavailable', `${path} cannot be read`, { cause });
  });
  if (text === undefined) return undefined;
  const parsed = sealedFile.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new AppError('secret_store_unavailable', `${path} is not a file of secrets`, {
    hint: 'Restore it from a backup.',
  });
}

/** @throws AppError `secret_store_locked` for the wrong key, or for a file that was changed. */
export function unseal(sealed: SealedFile, key: Uint8Array): Map<string, string> {
  const tag = Buffer.from(sealed.tag, 'base64');
  try {
    const nonce = Buffer.from(sealed.nonce, 'base64');
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
    decipher.setAAD(headerBytes(sealed.key));
    decipher.setAuthTag(tag);
    const data = Buffer.from(sealed.data, 'base64');
    const plain = Buffer.concat([decipher.update(data), decipher.final()]);
    return new Map(content.parse(JSON.parse(plain.toString('utf8'))));
  } catch {
    // The cause may quote what was decrypted.
    throw new AppError('secret_store_locked', 'The file of secrets does not open with this key');
  }
}

/** Writes all secrets under a fresh nonce, atomically and 0600. */
export async function writeSealedFile(
  path: string,
  source: KeySource,
  key: Uint8Array,
  secrets: ReadonlyMap<string, string>,
): Promise<void> {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(headerBytes(source));
  const data = Buffer.concat([cipher.update(JSON.stringify([...secrets]), 'utf8'), cipher.final()]);
  const sealed: SealedFile = {
    format: 'lmcp-secrets/1',
    key: source,
    nonce: nonce.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
    data: data.toString('base64'),
  };
  try {
    await writeFileAtomically(path, `${JSON.stringify(sealed)}\n`);
  } catch (cause) {
    throw new AppError('secret_store_unavailable', `${path} cannot be written`, { cause });
  }
}

function headerBytes(source: KeySource): Buffer {
  const members =
    source.from === 'passphrase' ? [source.cost, source.block, source.parallel, source.salt] : [];
  return Buffer.from(JSON.stringify(['lmcp-secrets/1', source.from, ...members]));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
