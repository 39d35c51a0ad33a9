import { fromWire, type WireError } from '../../shared/errors.ts';
import type { Logger } from '../log.ts';
import { keepBackup } from './backup.ts';
import { checkRegistry, type LoadedRegistry } from './check-registry.ts';
import { editText } from './edit-document.ts';
import {
  adoptPlainTokens,
  editsWithoutTokens,
  findPlainTokens,
  type TokenAdopter,
} from './migrate-tokens.ts';
import type { RegistryEdit } from './registry.ts';
import {
  createIfMissing,
  followLinks,
  readRegistryBytes,
  warnAboutMode,
} from './registry-bytes.ts';
import { parseRegistryDocument, type RegistryDocument, sha256Hex } from './registry-document.ts';
import { toRegistryError } from './registry-issue.ts';
import { assertUnchanged, replaceUnchanged } from './replace-unchanged.ts';
import { assertNotTruncated } from './truncation.ts';

/** registry.yaml on disk: how it is read, judged and replaced. It knows nothing of what is in force. */
export class RegistryFile {
  readonly path: string;
  #target: string;
  readonly #adopter: TokenAdopter;
  readonly #log: Logger;

  constructor(path: string, target: string, adopter: TokenAdopter, log: Logger) {
    this.path = path;
    this.#target = target;
    this.#adopter = adopter;
    this.#log = log;
  }

  /** Creates the file where none is. @throws AppError `registry_invalid` */
  static async open(path: string, adopter: TokenAdopter, log: Logger): Promise<RegistryFile> {
    await createIfMissing(path);
    return new RegistryFile(path, await followLinks(path), adopter, log);
  }

  /** `path` with symbolic links followed: the file that is read and written. */
  get target(): string {
    return this.#target;
  }

  /** Follows the links anew: who keeps several files switches between them so. @throws AppError `registry_invalid` */
  async follow(): Promise<void> {
    this.#target = await followLinks(this.path);
  }

  /** @throws AppError `registry_invalid` */
  async read(): Promise<RegistryDocument> {
    return parseRegistryDocument(this.path, await readRegistryBytes(this.target));
  }

  /**
   * The file as it is, checked, with plain tokens moved out of it.
   * @throws AppError of `checkRegistry`, or the secret store's when a token could not be moved.
   */
  async load(inForce: LoadedRegistry | undefined): Promise<LoadedRegistry> {
    const bytes = await readRegistryBytes(this.target);
    await warnAboutMode(this.target, this.#log);
    if (inForce !== undefined && sha256Hex(bytes) === inForce.sha256) return inForce;
    const document = parseRegistryDocument(this.path, bytes);
    const loaded = this.#check(document);
    if (inForce !== undefined) assertNotTruncated(this.path, inForce, loaded);
    const tokens = findPlainTokens(document);
    if (tokens.length === 0) return loaded;
    const text = editText(document, editsWithoutTokens(tokens, document));
    const withoutTokens = this.#check(this.#parse(text));
    await adoptPlainTokens(tokens, this.#adopter, this.#log);
    await this.replace(document, text);
    return withoutTokens;
  }

  /**
   * What the edits would make of `before`. Servers that are `broken` already and not touched may stay so.
   * @throws AppError `registry_invalid`, `not_supported_yet`
   */
  edited(
    before: RegistryDocument,
    edits: readonly RegistryEdit[],
    broken: ReadonlyMap<string, WireError>,
  ): LoadedRegistry {
    const document = this.#parse(editText(before, edits));
    const loaded = this.#check(document);
    const token = findPlainTokens(document)[0];
    if (token !== undefined) {
      const reason = 'a token is not written into the file; use `lmcp client add` or `rotate`';
      const place = document.placeOf(token.path);
      throw toRegistryError(this.path, [
        { code: 'registry_invalid', path: token.path, reason, ...place },
      ]);
    }
    const touched = new Set(edits.map(({ path }) => (path[0] === 'servers' ? path[1] : undefined)));
    for (const [id, fault] of loaded.checked.broken) {
      if (!touched.has(id) && broken.has(id)) continue;
      throw fromWire(fault);
    }
    return loaded;
  }

  /** Writes `text` in place of `before`, which is kept as a backup. @throws AppError `stale` when somebody else wrote. */
  async replace(before: RegistryDocument, text: string): Promise<void> {
    assertUnchanged(await readRegistryBytes(this.target), before.sha256);
    await keepBackup(this.target, before.text);
    await replaceUnchanged(this.target, text, before.sha256);
  }

  #check(document: RegistryDocument): LoadedRegistry {
    const { text, sha256 } = document;
    return { text, sha256, checked: checkRegistry(document) };
  }

  #parse(text: string): RegistryDocument {
    return parseRegistryDocument(this.path, Buffer.from(text, 'utf8'));
  }
}
