export type SecretBackend = 'keychain' | 'encrypted_file' | 'key_file' | 'memory';

/**
 * Where secrets live (DESIGN: Clients, tokens, secrets). Names are paths such as `client/vscode`, `server/github/TOKEN`,
 * `engine/audit-hmac`. Every method rejects with AppError `secret_store_unavailable` or `secret_store_locked`; a locked
 * store never reads as an empty one.
 */
export interface SecretStore {
  readonly backend: SecretBackend;
  get(name: string): Promise<string | undefined>;
  set(name: string, value: string): Promise<void>;
  /** False when there was nothing to delete. */
  delete(name: string): Promise<boolean>;
  /** Names only, sorted. */
  names(): Promise<string[]>;
}
