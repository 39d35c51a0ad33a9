import type { ServerEntry } from '../../shared/registry-server.ts';
import type { AuditEvent } from '../audit/record.ts';
import type { CancelSignal } from '../cancellation.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import type { RegistryChange } from '../registry/snapshot.ts';
import type { DefinitionStore } from '../state/definition.ts';
import type { LogSlice } from '../supervisor/server-log.ts';
import type { ClientIdentity } from './connection/connection-options.ts';
import { upstreamFailure } from './connection/upstream-failure.ts';
import type {
  Connection,
  ConnectionPool,
  ConnectionState,
  ConnectionStatus,
  NotificationListener,
} from './connection.ts';
import type { EraMemory } from './era-memory.ts';
import { DefinitionRefresh } from './pool/definition-refresh.ts';
import {
  type ConnectionScope,
  clientOwner,
  launchFingerprint,
  ownerOf,
  sessionOwner,
} from './pool/launch-key.ts';
import type { TransportOptions } from './pool/make-connection.ts';
import { openSlot, type SlotOptions } from './pool/open-slot.ts';
import { ServerLogs } from './pool/server-logs.ts';
import { type Slot, Slots } from './pool/slots.ts';

export interface ConnectionPoolOptions extends TransportOptions {
  definitions: DefinitionStore;
  clock: Clock;
  log: Logger;
  onEvent: (event: AuditEvent) => void;
  identity: ClientIdentity;
  eras: EraMemory;
}

/** @returns the pool, with nothing started. Call `reapLeftovers` before the first start. */
export function createConnectionPool(options: ConnectionPoolOptions): ConnectionPool {
  return new Pool(options);
}

/** Over which the probes after a sleep are spread: the machine has enough to do then. */
const resumeSpreadMs = 2_000;
const upStates: ReadonlySet<ConnectionState> = new Set(['starting', 'ready']);

class Pool implements ConnectionPool {
  readonly #options: ConnectionPoolOptions;
  readonly #refresh: DefinitionRefresh;
  readonly #slots: Slots;
  readonly #opening: SlotOptions;
  readonly #logs: ServerLogs;
  readonly #listeners = new Set<(serverId: string) => void>();
  readonly #notified = new Set<NotificationListener>();
  readonly #forgetRegistry: () => void;
  #closed = false;

  constructor(options: ConnectionPoolOptions) {
    this.#options = options;
    this.#logs = new ServerLogs(options.clock);
    this.#refresh = new DefinitionRefresh({
      ...options,
      entryOf: (serverId) => options.registry.current.servers.get(serverId),
    });
    this.#slots = new Slots((serverId) => this.#announce(serverId));
    this.#opening = {
      ...options,
      logs: this.#logs,
      vacated: (serverId, owner) => this.#slots.vacated(serverId, owner),
      onListing: (serverId, listing) => this.#refresh.observe(serverId, listing),
      onNotification: (from, method, params) => this.#notification(from, method, params),
      onStateChanged: (serverId) => this.#announce(serverId),
    };
    this.#forgetRegistry = options.registry.onChanged((change) => this.#follow(change));
  }

  get(serverId: string, scope: ConnectionScope): Connection {
    const entry = this.#entry(serverId);
    const owner = ownerOf(entry, scope);
    return this.#slot(serverId, entry, owner, owner === '' ? null : scope).connection;
  }

  shared(serverId: string): Connection {
    return this.#slot(serverId, this.#entry(serverId), '', null).connection;
  }

  status(serverId: string): ConnectionStatus[] {
    return this.#slots.of(serverId).map((slot) => slot.connection.status());
  }

  log(serverId: string, after: number | null, limit: number): LogSlice {
    return this.#logs.read(serverId, after, limit);
  }

  onLog(listener: (serverId: string) => void): () => void {
    return this.#logs.onWritten(listener);
  }

  async refresh(serverId: string, signal?: CancelSignal): Promise<void> {
    const connection = this.shared(serverId);
    if (connection.state === 'ready') {
      await this.#refresh.read(connection, signal ?? new AbortController().signal);
    } else await connection.start(signal);
  }

  async stopServer(serverId: string, reason: string): Promise<void> {
    await Promise.all(this.#slots.of(serverId).map((slot) => slot.connection.stop(reason)));
  }

  async startServer(serverId: string, signal?: CancelSignal): Promise<void> {
    const connection = this.shared(serverId);
    // A stop forgets what failed; of a server that is up or on its way there is nothing to forget.
    if (!upStates.has(connection.state)) await connection.stop('Started by hand');
    await connection.start(signal);
  }

  async restartServer(serverId: string): Promise<void> {
    const connection = this.shared(serverId);
    await this.stopServer(serverId, 'Restarted by hand');
    await connection.start();
  }

  async signedIn(serverId: string): Promise<void> {
    const waiting = this.#slots
      .of(serverId)
      .filter(({ connection }) => connection.state === 'needs_sign_in');
    await Promise.all(waiting.map(({ connection }) => connection.stop('Signed in')));
    if (waiting.some(({ owner }) => owner === '')) void this.#startQuietly(serverId);
  }

  async startAutostart(): Promise<void> {
    const starts: Promise<void>[] = [];
    for (const [serverId, entry] of this.#options.registry.current.servers) {
      if (entry.enabled && entry.autostart) starts.push(this.#startQuietly(serverId));
    }
    await Promise.all(starts);
  }

  endSession(sessionId: string): void {
    this.#slots.retireOwner(sessionOwner(sessionId), 'Its session ended');
  }

  resumed(): void {
    const { random = Math.random } = this.#options;
    for (const { connection } of this.#slots.all()) connection.resumed(random() * resumeSpreadMs);
  }

  onChanged(listener: (serverId: string) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  onNotification(listener: NotificationListener): () => void {
    this.#notified.add(listener);
    return () => void this.#notified.delete(listener);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#forgetRegistry();
    this.#refresh.close();
    await this.#slots.retireAll('LMCP stops');
  }

  #entry(serverId: string): ServerEntry {
    const entry = this.#options.registry.current.servers.get(serverId);
    if (entry === undefined || !entry.enabled || this.#closed) {
      throw upstreamFailure({ code: 'upstream_unavailable', sent: 'none', cause: 'not_sent' });
    }
    return entry;
  }

  #slot(serverId: string, entry: ServerEntry, owner: string, scope: ConnectionScope | null): Slot {
    const known = this.#slots.get(serverId, owner);
    if (known !== undefined) return known;
    const slot = openSlot(this.#opening, serverId, entry, owner, scope);
    this.#slots.add(slot);
    return slot;
  }

  /** A registry change restarts what it changed and nothing else (SU-16). */
  #follow(change: RegistryChange): void {
    this.#logs.forget(change.servers.removed);
    for (const serverId of [...change.servers.changed, ...change.servers.removed]) {
      const entry = change.after.servers.get(serverId);
      const fingerprint = entry?.enabled ? launchFingerprint(entry) : null;
      for (const slot of this.#slots.of(serverId)) {
        if (slot.fingerprint === fingerprint) continue;
        const wasUp = slot.owner === '' && slot.connection.state !== 'stopped';
        const stopped = this.#slots.retire(slot, 'The registry changed');
        if (wasUp && fingerprint !== null) {
          void stopped.then(() => this.#startQuietly(serverId));
        }
      }
    }
    for (const clientId of [...change.clients.changed, ...change.clients.removed]) {
      if (change.after.clients.get(clientId)?.enabled) continue;
      this.#slots.retireOwner(clientOwner(clientId), 'Its client was disabled or removed');
    }
    for (const serverId of [...change.servers.added, ...change.servers.changed]) {
      const entry = change.after.servers.get(serverId);
      if (entry?.enabled && entry.autostart) void this.#startQuietly(serverId);
    }
  }

  async #startQuietly(serverId: string): Promise<void> {
    try {
      await this.shared(serverId).start();
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'unknown';
      this.#options.log.warn('server.not_started', { server: serverId, reason });
    }
  }

  #notification(from: Connection, method: string, params: Uint8Array | null): void {
    this.#refresh.notified(from, method);
    for (const listener of [...this.#notified]) listener(from, method, params);
  }

  #announce(serverId: string): void {
    for (const listener of [...this.#listeners]) listener(serverId);
  }
}
