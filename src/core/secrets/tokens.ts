import { randomUUID } from 'node:crypto';
import { AppError } from '../../shared/errors.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import type { TokenRow, TokenRows } from '../state/token-rows.ts';
import { Turns } from '../turns.ts';
import type { SecretStore } from './secret-store.ts';
import { TokenBook } from './token-book.ts';
import { isWellFormed, kindOf, makeToken } from './token-format.ts';
import { clientHolder, managementHolder, type TokenHolder } from './token-holder.ts';
import { digestOf } from './token-index.ts';
import type {
  Authentication,
  MintedToken,
  TokenKind,
  TokenService,
  TokenStatus,
} from './token-service.ts';

export interface TokenServiceOptions {
  rows: TokenRows;
  secrets: SecretStore;
  clock: Clock;
  log: Logger;
}

interface Terms {
  readonly ttlS?: number | undefined;
  readonly adopt?: string | undefined;
}

const graceMaxS = 600;
const ttlMaxS = 100 * 366 * 86_400;

/** Tokens by digest in state.db, their texts in the secret store. Rejects when state.db cannot be read. */
export async function createTokenService(options: TokenServiceOptions): Promise<TokenService> {
  return new Tokens(options);
}

/**
 * Changes run one after the other. The text is stored before the digest counts, so that a token that works can always
 * be shown again.
 */
class Tokens implements TokenService {
  readonly #secrets: SecretStore;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #book: TokenBook;
  readonly #turns = new Turns();

  constructor({ rows, secrets, clock, log }: TokenServiceOptions) {
    this.#secrets = secrets;
    this.#clock = clock;
    this.#log = log;
    this.#book = new TokenBook({ rows, clock, log });
  }

  authenticate(token: string | undefined, kind: TokenKind): Authentication {
    return this.#book.authenticate(token, kind);
  }

  mintClient(clientId: string, terms: Terms): Promise<MintedToken> {
    return this.#turns.take(() => this.#mint(clientHolder(clientId), terms));
  }

  mintManagement(terms: Terms = {}): Promise<MintedToken> {
    return this.#turns.take(() => this.#mint(managementHolder, terms));
  }

  reveal(clientId: string): Promise<string> {
    return this.#turns.take(() => this.#reveal(clientHolder(clientId)));
  }

  revealManagement(): Promise<string> {
    return this.#turns.take(() => this.#reveal(managementHolder));
  }

  rotate(clientId: string, terms: { graceS: number; ttlS?: number }): Promise<MintedToken> {
    const { graceS, ttlS } = terms;
    return this.#turns.take(async () => {
      if (!Number.isInteger(graceS) || graceS < 0 || graceS > graceMaxS) {
        throw new AppError('invalid_input', `The grace period is 0 to ${graceMaxS} seconds`);
      }
      return this.#issue(clientHolder(clientId), { ttlS }, graceS);
    });
  }

  rotateManagement(): Promise<MintedToken> {
    return this.#turns.take(() => this.#issue(managementHolder, {}, 0));
  }

  async revoke(clientId: string): Promise<void> {
    this.#book.revoke(clientId);
    await this.#turns.take(async () => {
      // Once more, for a token that was being made meanwhile.
      this.#book.revoke(clientId);
      await this.#forgetText(clientHolder(clientId));
    });
  }

  status(clientId: string): TokenStatus[] {
    return this.#book.of(clientId).map((row) => ({
      tokenId: row.id,
      state: this.#book.stateOf(row),
      createdUs: row.createdUs,
      expiresUs: row.expiresUs,
      lastUsedUs: row.lastUsedUs,
    }));
  }

  onEnded(listener: Parameters<TokenService['onEnded']>[0]): () => void {
    return this.#book.onEnded(listener);
  }

  close(): void {
    this.#book.close();
  }

  async #mint(holder: TokenHolder, terms: Terms): Promise<MintedToken> {
    if (terms.adopt !== undefined) return this.#takeOver(holder, terms.adopt, terms);
    if (this.#book.of(holder.clientId).some((row) => this.#book.isLive(row))) {
      throw new AppError('conflict', `${holder.title} has a token`, { hint: 'Rotate it instead.' });
    }
    return this.#issue(holder, terms, 0);
  }

  async #takeOver(holder: TokenHolder, token: string, terms: Terms): Promise<MintedToken> {
    if (!isWellFormed(token) || (kindOf(token) ?? holder.kind) !== holder.kind) {
      throw new AppError('invalid_input', `${holder.title}: this token cannot be used`);
    }
    const known = this.#book.find(token);
    if (!known) return this.#issue(holder, terms, 0);
    const same = known.kind === holder.kind && known.clientId === holder.clientId;
    if (!same || !this.#book.isLive(known)) {
      throw new AppError('conflict', `${holder.title}: this token was used before`, {
        hint: 'Choose another: a token names one client, and an ended one stays ended.',
      });
    }
    await this.#secrets.set(holder.secretName, token);
    return { tokenId: known.id, token, expiresUs: known.expiresUs };
  }

  async #issue(holder: TokenHolder, terms: Terms, graceS: number): Promise<MintedToken> {
    const token = terms.adopt ?? makeToken(holder.kind);
    const row = this.#newRow(holder, token, terms.ttlS);
    const previous = await this.#secrets.get(holder.secretName);
    await this.#secrets.set(holder.secretName, token);
    try {
      this.#book.succeed(row, graceS);
    } catch (error) {
      await this.#restoreText(holder, previous);
      throw error;
    }
    return { tokenId: row.id, token, expiresUs: row.expiresUs };
  }

  #newRow(holder: TokenHolder, token: string, ttlS: number | undefined): TokenRow {
    if (ttlS !== undefined && !(ttlS > 0 && ttlS <= ttlMaxS)) {
      throw new AppError(
        'invalid_input',
        'A token lives more than 0 seconds and at most 100 years',
      );
    }
    const createdUs = this.#clock.nowUs();
    return {
      id: randomUUID(),
      digest: digestOf(token),
      kind: holder.kind,
      clientId: holder.clientId,
      createdUs,
      expiresUs: ttlS === undefined ? null : createdUs + Math.round(ttlS * 1_000_000),
      graceUntilUs: null,
      lastUsedUs: null,
      revokedUs: null,
      expiredUs: null,
    };
  }

  async #reveal(holder: TokenHolder): Promise<string> {
    const token = await this.#secrets.get(holder.secretName);
    const row = token === undefined ? undefined : this.#book.find(token);
    if (token !== undefined && row && this.#book.isLive(row)) return token;
    throw new AppError('unknown_name', `${holder.title} has no token`, {
      hint: 'Rotate it to make one.',
    });
  }

  async #restoreText(holder: TokenHolder, previous: string | undefined): Promise<void> {
    try {
      if (previous === undefined) await this.#secrets.delete(holder.secretName);
      else await this.#secrets.set(holder.secretName, previous);
    } catch (error) {
      this.#log.warn('token.text_not_restored', { name: holder.secretName, error: String(error) });
    }
  }

  /** The text of an ended token is of no use: where it cannot be deleted now, the next one takes its place. */
  async #forgetText(holder: TokenHolder): Promise<void> {
    try {
      await this.#secrets.delete(holder.secretName);
    } catch (error) {
      this.#log.warn('token.text_not_deleted', { name: holder.secretName, error: String(error) });
    }
  }
}
