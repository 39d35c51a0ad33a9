import { AppError } from '../../shared/errors.ts';
import type { DaemonSettings } from '../../shared/registry-daemon.ts';
import type { CancelSignal } from '../cancellation.ts';
import type { Clock } from '../clock.ts';
import type { CompiledPolicy } from './compiled-policy.ts';
import { TokenBucket } from './token-bucket.ts';

/** Held while a call is in flight; `release` gives the slots back, once. */
export interface BudgetSlot {
  /** Microseconds the call waited for a slot. */
  readonly queuedUs: number;
  release(): void;
}

interface Client {
  inFlight: number;
}

interface Gate {
  inFlight: number;
  /** What the registry allows now. */
  most: number;
  readonly waiting: (() => void)[];
}

/**
 * The stateful half of policy (DESIGN: takeBudget): rates per client and per client x tool, calls in flight per client and per
 * server, and a bounded queue before a busy server. Comes after `decide`, with its own reason.
 */
export class Budget {
  readonly #clock: Clock;
  readonly #clientRates = new Map<string, TokenBucket>();
  readonly #toolRates = new Map<string, TokenBucket>();
  readonly #clients = new Map<string, Client>();
  readonly #servers = new Map<string, Gate>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Takes a slot for one call, waiting in the server's queue when the server is full.
   * @param tool null for what is no tool: it counts for its client and server alone.
   * @throws AppError `limited` with data.retryAfterMs and data.limit; the signal's reason when aborted while waiting.
   */
  takeBudget(
    policy: CompiledPolicy,
    clientId: string,
    serverId: string,
    tool: string | null,
    signal: CancelSignal,
  ): BudgetSlot | Promise<BudgetSlot> {
    const { limits } = policy.snapshot.lmcp;
    const client = this.#clientOf(clientId);
    if (limits.in_flight_per_client > 0 && client.inFlight >= limits.in_flight_per_client) {
      throw limited('in_flight_per_client', 1_000);
    }
    const gate = this.#gateOf(serverId);
    gate.most = mostOf(limits);
    const full = gate.inFlight >= gate.most;
    if (full && gate.waiting.length >= limits.queue) throw limited('queue', 1_000);
    this.#takeRates(policy, clientId, serverId, tool, limits);
    client.inFlight++;
    if (!full) {
      gate.inFlight++;
      return slot(client, gate, 0);
    }
    return this.#wait(client, gate, signal);
  }

  /** Follows the registry: whoever waits for a server that takes more now goes on; what is gone is forgotten. */
  follow(policy: CompiledPolicy): void {
    const { clients, servers, lmcp } = policy.snapshot;
    for (const gate of this.#servers.values()) {
      gate.most = mostOf(lmcp.limits);
      admit(gate);
    }
    for (const [id, { inFlight }] of this.#clients) {
      if (inFlight === 0 && !clients.has(id)) this.#clients.delete(id);
    }
    for (const id of this.#clientRates.keys()) if (!clients.has(id)) this.#clientRates.delete(id);
    for (const key of this.#toolRates.keys()) {
      const [clientId = '', serverId = ''] = key.split('\n');
      if (!clients.has(clientId) || !servers.has(serverId)) this.#toolRates.delete(key);
    }
  }

  #takeRates(
    policy: CompiledPolicy,
    clientId: string,
    serverId: string,
    tool: string | null,
    limits: DaemonSettings['limits'],
  ): void {
    const perClient = policy.snapshot.clients.get(clientId)?.rate_limit_rpm ?? limits.rpm;
    const perTool =
      tool === null ? 0 : (policy.toolSettings(serverId, tool).rpm ?? limits.tool_rpm);
    if (perClient === 0 && perTool === 0) return;
    const nowUs = this.#clock.monoUs();
    const client = perClient > 0 ? rateOf(this.#clientRates, clientId, perClient, nowUs) : null;
    const wait = client?.take(nowUs) ?? 0;
    if (wait > 0) throw limited('rpm', wait);
    if (perTool === 0) return;
    const toolWait = rateOf(
      this.#toolRates,
      `${clientId}\n${serverId}\n${tool}`,
      perTool,
      nowUs,
    ).take(nowUs);
    if (toolWait > 0) {
      client?.giveBack();
      throw limited('tool_rpm', toolWait);
    }
  }

  async #wait(client: Client, gate: Gate, signal: CancelSignal): Promise<BudgetSlot> {
    const startUs = this.#clock.monoUs();
    try {
      await new Promise<void>((resolve, reject) => {
        const enter = () => {
          signal.removeEventListener('abort', leave);
          resolve();
        };
        const leave = () => {
          gate.waiting.splice(gate.waiting.indexOf(enter), 1);
          reject(signal.reason);
        };
        if (signal.aborted) {
          reject(signal.reason);
          return;
        }
        signal.addEventListener('abort', leave, { once: true });
        gate.waiting.push(enter);
      });
    } catch (error) {
      client.inFlight--;
      throw error;
    }
    return slot(client, gate, this.#clock.monoUs() - startUs);
  }

  #clientOf(clientId: string): Client {
    const known = this.#clients.get(clientId);
    if (known !== undefined) return known;
    const client: Client = { inFlight: 0 };
    this.#clients.set(clientId, client);
    return client;
  }

  #gateOf(serverId: string): Gate {
    const known = this.#servers.get(serverId);
    if (known !== undefined) return known;
    const gate: Gate = { inFlight: 0, most: 0, waiting: [] };
    this.#servers.set(serverId, gate);
    return gate;
  }
}

function slot(client: Client, gate: Gate, queuedUs: number): BudgetSlot {
  let held = true;
  return {
    queuedUs,
    release: () => {
      if (!held) return;
      held = false;
      client.inFlight--;
      gate.inFlight--;
      admit(gate);
    },
  };
}

function mostOf({ in_flight_per_server: most }: DaemonSettings['limits']): number {
  return most === 0 ? Number.POSITIVE_INFINITY : most;
}

/** Lets those in who wait, in order, as far as there is room. Whoever enters has its slot at once. */
function admit(gate: Gate): void {
  while (gate.inFlight < gate.most) {
    const next = gate.waiting.shift();
    if (next === undefined) return;
    gate.inFlight++;
    next();
  }
}

function rateOf(
  rates: Map<string, TokenBucket>,
  key: string,
  perMinute: number,
  nowUs: number,
): TokenBucket {
  const known = rates.get(key);
  if (known !== undefined && known.perMinute === perMinute) return known;
  const bucket = new TokenBucket(perMinute, nowUs);
  rates.set(key, bucket);
  return bucket;
}

function limited(limit: string, retryAfterMs: number): AppError {
  return new AppError('limited', `Limit reached: ${limit}`, { data: { limit, retryAfterMs } });
}
