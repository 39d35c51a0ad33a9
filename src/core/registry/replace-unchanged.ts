import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import { sha256Hex } from './registry-document.ts';
import { writeFileAtomically } from './write-file.ts';

/** @throws AppError `stale` when the bytes are not those with this SHA-256. */
export function assertUnchanged(bytes: Uint8Array, sha256: string): void {
  const onDisk = sha256Hex(bytes);
  if (onDisk !== sha256) throw new AppError('stale', undefined, { data: { sha256: onDisk } });
}

/**
 * Replaces `file` like `writeFileAtomically`, unless somebody else saved it meanwhile. No system of ours can rename on a
 * condition, so the file is compared right before the rename, with nothing awaited in between; and who writes into the file that
 * is replaced, as some editors do, writes into one that has a second name until the end, and is put back.
 * @throws AppError `stale` when the file is not, or does not stay, the one with this SHA-256: it is as its author left it then.
 */
export async function replaceUnchanged(file: string, text: string, sha256: string): Promise<void> {
  const original = new SecondName(file);
  try {
    await writeFileAtomically(file, text, (temporary) => {
      assertUnchanged(readFileSync(file), sha256);
      renameSync(temporary, file);
    });
    original.putBackIfWritten(sha256, text);
  } finally {
    original.remove();
  }
}

/** A second name for a file, so that what is written into it is not lost with the first one. */
export class SecondName {
  readonly #file: string;
  readonly #name: string;
  readonly #isHeld: boolean;

  constructor(file: string) {
    this.#file = file;
    this.#name = join(dirname(file), `.${basename(file)}.${randomBytes(6).toString('hex')}.old`);
    this.#isHeld = this.#link();
  }

  /**
   * After the file was replaced by `text`: gives it its name back where it is no longer the one with this SHA-256, unless
   * somebody replaced `text` as well. @throws AppError `stale` then.
   */
  putBackIfWritten(sha256: string, text: string): void {
    if (!this.#isHeld) return;
    const bytes = readFileSync(this.#name);
    if (sha256Hex(bytes) === sha256) return;
    if (readFileSync(this.#file, 'utf8') === text) renameSync(this.#name, this.#file);
    assertUnchanged(bytes, sha256);
  }

  remove(): void {
    rmSync(this.#name, { force: true });
  }

  #link(): boolean {
    try {
      linkSync(this.#file, this.#name);
      return true;
    } catch {
      // Not every file system has hard links: there only the comparison guards the file.
      return false;
    }
  }
}
