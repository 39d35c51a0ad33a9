import type { Connection } from '../connection.ts';

/** The place of one connection in the pool. */
export interface Slot {
  readonly serverId: string;
  /** Empty for the shared connection. */
  readonly owner: string;
  readonly fingerprint: string;
  readonly connection: Connection;
  /** Out of the pool: it must not start again for whoever still holds it. */
  retired: boolean;
}

/** The connections of the pool: one for each server and owner, and those that are on their way out. */
export class Slots {
  readonly #byServer = new Map<string, Map<string, Slot>>();
  /** Stops under way of connections that left the pool. */
  readonly #leaving = new Map<Slot, Promise<void>>();
  readonly #onGone: (serverId: string) => void;

  constructor(onGone: (serverId: string) => void) {
    this.#onGone = onGone;
  }

  get(serverId: string, owner: string): Slot | undefined {
    return this.#byServer.get(serverId)?.get(owner);
  }

  add(slot: Slot): void {
    const slots = this.#byServer.get(slot.serverId) ?? new Map<string, Slot>();
    this.#byServer.set(slot.serverId, slots.set(slot.owner, slot));
  }

  of(serverId: string): Slot[] {
    return [...(this.#byServer.get(serverId)?.values() ?? [])];
  }

  all(): Slot[] {
    return [...this.#byServer.values()].flatMap((slots) => [...slots.values()]);
  }

  /** Out of the pool at once, gone when the promise resolves. */
  retire(slot: Slot, reason: string): Promise<void> {
    slot.retired = true;
    this.#byServer.get(slot.serverId)?.delete(slot.owner);
    const leaving = slot.connection.stop(reason).finally(() => {
      this.#leaving.delete(slot);
      this.#onGone(slot.serverId);
    });
    this.#leaving.set(slot, leaving);
    return leaving;
  }

  /** Resolves when nothing is left of those that had this place before: two children of one server may not share what it holds. */
  async vacated(serverId: string, owner: string): Promise<void> {
    const before = [...this.#leaving].filter(
      ([slot]) => slot.serverId === serverId && slot.owner === owner,
    );
    await Promise.all(before.map(([, leaving]) => leaving));
  }

  retireOwner(owner: string, reason: string): void {
    for (const slots of this.#byServer.values()) {
      const slot = slots.get(owner);
      if (slot !== undefined) void this.retire(slot, reason);
    }
  }

  /** Resolves when nothing is left of what the pool ever held. */
  async retireAll(reason: string): Promise<void> {
    for (const slot of this.all()) void this.retire(slot, reason);
    await Promise.all(this.#leaving.values());
  }
}
