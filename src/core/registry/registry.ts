import type { WireError } from '../../shared/errors.ts';
import type { HttpServer, StdioServer } from '../../shared/registry-server.ts';
import type { RegistryChange, RegistrySnapshot } from './snapshot.ts';

/** Where a value goes in the document: `['servers', 'github', 'env', 'TOKEN']`. */
export type RegistryPath = readonly (string | number)[];

/** One edit of the file: set a value, or remove it with `value: undefined`. */
export interface RegistryEdit {
  path: RegistryPath;
  value: unknown;
}

/**
 * Edits, or what makes them of the registry in force when their turn comes. What depends on what is there (a list that grows, a
 * name that must be free) belongs into the latter: another edit may have come in between. It may throw to refuse.
 */
export type RegistryEdits =
  | readonly RegistryEdit[]
  | ((current: RegistrySnapshot) => readonly RegistryEdit[]);

/** A server entry with its references replaced by values: it lives for one start and is never stored. */
export type ResolvedServer =
  | {
      transport: 'stdio';
      entry: StdioServer;
      command: string;
      args: string[];
      env: Record<string, string>;
      cwd: string | undefined;
    }
  | {
      transport: 'http';
      entry: HttpServer;
      url: string;
      headers: Record<string, string>;
      /** With the defaults where the entry has no such key. */
      oauth: NonNullable<HttpServer['oauth']>;
    };

/** The registry in force, and the only way to change the file. */
export interface Registry {
  readonly current: RegistrySnapshot;
  readonly path: string;
  /** Why the file on disk is not in force, or null. */
  readonly problem: WireError | null;
  /** Reads the file again (watch, SIGHUP, `lmcp validate`). A bad file leaves `current` as it is and sets `problem`. */
  reload(): Promise<RegistryChange | null>;
  /**
   * Applies edits to the document (comments and order stay), validates the whole, writes it atomically, puts it in force.
   * @param expectedSha256 refuses with `stale` when the file is not that one.
   * @throws AppError `registry_invalid` with place and reason, or the `problem` of the file on disk; nothing is written then.
   */
  edit(edits: RegistryEdits, expectedSha256?: string): Promise<RegistryChange | null>;
  /** What `edit` would change, checked the same way; nothing is written and nothing comes into force. */
  preview(edits: RegistryEdits, expectedSha256?: string): Promise<RegistryChange | null>;
  /** @throws AppError `reference_unreadable` naming the reference, never its value. */
  resolve(serverId: string): Promise<ResolvedServer>;
  /** Called after a change is in force. Returns the unsubscribe function. */
  onChanged(listener: (change: RegistryChange) => void): () => void;
  /** Called once for each file content that was refused on reload; `current` stays in force. */
  onRefused(listener: (problem: WireError) => void): () => void;
  close(): void;
}
