import type { Clock, Timer } from '../core/clock.ts';
import type { Api } from '../shared/contract.ts';
import type { ManagementEvent } from '../shared/contract-events.ts';
import type { TrayServer, TrayState } from './tray-model.ts';

type Facts = Pick<TrayState, 'troubles' | 'servers' | 'clients'>;

export interface EngineFactsOptions {
  readonly api: Api;
  readonly clock: Clock;
  readonly onRead: (facts: Facts) => void;
}

export const noFacts: Facts = { troubles: [], servers: [], clients: [] };

const relevant: ReadonlySet<string> = new Set([
  'servers.changed',
  'definitions.changed',
  'registry.changed',
]);
/** A start changes a state several times in a row: one reading for all of them. */
const settleMs = 250;

/** What the tray knows of the engine: read again a moment after something changed, never on a beat. */
export class EngineFacts {
  readonly #options: EngineFactsOptions;
  #timer: Timer | null = null;

  constructor(options: EngineFactsOptions) {
    this.#options = options;
  }

  changed({ event }: ManagementEvent): void {
    if (!relevant.has(event) || this.#timer !== null) return;
    this.#timer = this.#options.clock.after(settleMs, () => {
      this.#timer = null;
      void this.read();
    });
  }

  /** Never rejects: of an engine that does not answer nothing is known. */
  async read(): Promise<void> {
    const { api, onRead } = this.#options;
    try {
      const [status, { servers }, { clients }] = await Promise.all([
        api.engine.status({}),
        api.servers.list({}),
        api.clients.list({}),
      ]);
      onRead({
        troubles: troublesOf(status),
        servers: servers.map(toServer),
        clients: clients.filter(({ enabled }) => enabled).map(({ id }) => id),
      });
    } catch {
      onRead(noFacts);
    }
  }

  close(): void {
    this.#timer?.cancel();
    this.#timer = null;
  }
}

function troublesOf(status: Awaited<ReturnType<Api['engine']['status']>>): string[] {
  const { alarm, audit, problem, restartRequired } = status;
  return [
    ...(alarm === null ? [] : ['Tokens are held: the audit log is not the one that was kept']),
    ...(audit.writable ? [] : [`Calls are refused: ${audit.problem}`]),
    ...(problem === null ? [] : [`The registry file is not in force: ${problem.message}`]),
    ...(restartRequired.length === 0 ? [] : ['A changed setting waits for a restart']),
  ];
}

type Summary = Awaited<ReturnType<Api['servers']['list']>>['servers'][number];

function toServer({ id, state, detail, tools }: Summary): TrayServer {
  return { id, state, detail, toReview: tools.changed + tools.pending };
}
