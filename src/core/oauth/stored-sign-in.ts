import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { SecretStore } from '../secrets/secret-store.ts';

const text = z.string().min(1);

/** What is kept of a sign-in: one record for each server and issuer (AU-17). */
const storedSignIn = z.strictObject({
  v: z.literal(1),
  /** The server's URL as it was: tokens go to no other. */
  url: text,
  issuer: text,
  resource: text,
  /** Where the challenge said that the server's metadata lies. */
  resourceMetadata: z.string().nullable(),
  authorizationEndpoint: text,
  tokenEndpoint: text,
  authMethods: z.array(z.string()).nullable(),
  client: z.strictObject({
    id: text,
    /** Null for a public client; absent where the registry has it. */
    secret: z.string().nullable().optional(),
    authMethod: z.string().nullable(),
    /** True where the registry names the client. */
    registered: z.boolean(),
    redirectUrl: text,
  }),
  /** All scopes that were ever asked for. */
  scope: z.string().nullable(),
  /** Null once the grant is over. */
  tokens: z
    .strictObject({
      access: text,
      refresh: z.string().nullable(),
      /** Wall time in µs; null where the server did not say. */
      expiresUs: z.number().int().nullable(),
    })
    .nullable(),
});

export type StoredSignIn = z.output<typeof storedSignIn>;

/** The records of one server in the secret store; at most one issuer's is kept. */
export class SignInStore {
  readonly #secrets: SecretStore;
  readonly #prefix: string;

  constructor(secrets: SecretStore, serverId: string) {
    this.#secrets = secrets;
    this.#prefix = `oauth/${serverId}/`;
  }

  /** @throws AppError of the secret store. A record that cannot be read counts as none. */
  async load(): Promise<StoredSignIn | null> {
    for (const name of await this.#names()) {
      const value = await this.#secrets.get(name);
      const parsed = storedSignIn.safeParse(toJson(value));
      if (parsed.success && this.#name(parsed.data.issuer) === name) return parsed.data;
    }
    return null;
  }

  async save(record: StoredSignIn): Promise<void> {
    const own = this.#name(record.issuer);
    await this.#secrets.set(own, JSON.stringify(record));
    for (const name of await this.#names()) if (name !== own) await this.#secrets.delete(name);
  }

  async isKnown(): Promise<boolean> {
    return (await this.#names()).length > 0;
  }

  async clear(): Promise<void> {
    for (const name of await this.#names()) await this.#secrets.delete(name);
  }

  async #names(): Promise<string[]> {
    return (await this.#secrets.names()).filter((name) => name.startsWith(this.#prefix));
  }

  #name(issuer: string): string {
    return `${this.#prefix}${createHash('sha256').update(issuer).digest('hex').slice(0, 32)}`;
  }
}

function toJson(value: string | undefined): unknown {
  try {
    return JSON.parse(value ?? '');
  } catch {
    return null;
  }
}
