import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import { writeFileAtomically } from '../registry/write-file.ts';

const indexFile = z.strictObject({
  format: z.literal('lmcp-keychain-index/1'),
  service: z.string().regex(/^lmcp-[0-9a-f]{16}$/),
  names: z.array(z.string()),
});

/**
 * Which names should be in the keychain, and under which service: a locked keychain answers "not there", and only this
 * tells that from the truth. Names only.
 */
export interface KeychainIndex {
  /** Distinct for each data directory. */
  readonly service: string;
  readonly names: ReadonlySet<string>;
  write(names: ReadonlySet<string>): Promise<void>;
}

/** The index at `path`, or undefined where there is none. @throws AppError `secret_store_unavailable` when it is damaged. */
export async function readKeychainIndex(path: string): Promise<KeychainIndex | undefined> {
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return undefined;
    throw new AppError('secret_store_unavailable', `${path} cannot be read`, { cause });
  });
  if (text === undefined) return undefined;
  const parsed = indexFile.safeParse(parseJson(text));
  if (!parsed.success) {
    throw new AppError('secret_store_unavailable', `${path} is not an index of the keychain`, {
      hint: 'Restore it from a backup.',
    });
  }
  return toIndex(path, parsed.data.service, new Set(parsed.data.names));
}

/** A new, empty index, not yet written. */
export function newKeychainIndex(path: string): KeychainIndex {
  return toIndex(path, `lmcp-${randomBytes(8).toString('hex')}`, new Set());
}

function toIndex(path: string, service: string, initial: ReadonlySet<string>): KeychainIndex {
  let current = initial;
  return {
    service,
    get names() {
      return current;
    },
    write: async (names) => {
      const content = { format: 'lmcp-keychain-index/1', service, names: [...names].sort() };
      try {
        await writeFileAtomically(path, `${JSON.stringify(content, null, 2)}\n`);
      } catch (cause) {
        throw new AppError('secret_store_unavailable', `${path} cannot be written`, { cause });
      }
      current = names;
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
