import { z } from 'zod';
import type { Clock, Timer } from '../core/clock.ts';
import type { ManagementEvent } from '../shared/contract-events.ts';
import { showHostileLine } from '../shared/hostile-characters.ts';
import type { TrayServer } from './tray-model.ts';

export interface Notice {
  readonly title: string;
  readonly body: string;
  /** The view that a click opens. */
  readonly view: string;
}

export interface NoticesOptions {
  readonly clock: Clock;
  readonly show: (notice: Notice) => void;
}

/** Members of a denied call's row that a notice tells. */
const deniedRow = z.object({ client: z.string(), server: z.string(), item: z.string() });

/** Denials are gathered so long before a notice, and so long lies between two. */
const gatherMs = 3_000;
const quietMs = 60_000;
const crashed = 'crashed';

/**
 * What a person hears of without looking: calls that were denied, many in one notice, and a server that has crashed.
 * A notice opens a view; it never approves anything.
 */
export class Notices {
  readonly #options: NoticesOptions;
  /** Denials that no notice has told yet. */
  #denied: z.output<typeof deniedRow>[] = [];
  #deniedCount = 0;
  #timer: Timer | null = null;
  #quietUntilUs = 0;
  #crashed: ReadonlySet<string> = new Set();

  constructor(options: NoticesOptions) {
    this.#options = options;
  }

  /** One event of the engine. What it costs is on the calls' path: a row that denies nothing is not parsed. */
  heard(event: ManagementEvent): void {
    if (event.event !== 'audit.appended') return;
    const { body } = event.data;
    if (!body.includes('"call.denied"')) return;
    this.#deniedCount++;
    // A storm is counted, not kept.
    if (this.#denied.length < 100) {
      const row = deniedRow.safeParse(parse(body));
      if (row.success) this.#denied.push(row.data);
    }
    this.#schedule();
  }

  /** Tells each server that was not crashed before and is now. */
  saw(servers: readonly TrayServer[]): void {
    const now = servers.filter(({ state }) => state === crashed);
    for (const { id, detail } of now) {
      if (this.#crashed.has(id)) continue;
      this.#options.show({
        title: `${id} has crashed`,
        body: detail === '' ? 'It is not started again until you say so.' : short(detail),
        view: 'servers',
      });
    }
    this.#crashed = new Set(now.map(({ id }) => id));
  }

  close(): void {
    this.#timer?.cancel();
    this.#timer = null;
  }

  #schedule(): void {
    if (this.#timer !== null) return;
    const { clock } = this.#options;
    const quietMsLeft = (this.#quietUntilUs - clock.monoUs()) / 1_000;
    this.#timer = clock.after(Math.max(gatherMs, quietMsLeft), () => this.#tell());
  }

  #tell(): void {
    const count = this.#deniedCount;
    const first = this.#denied[0];
    const clients = new Set(this.#denied.map(({ client }) => client));
    this.#timer = null;
    this.#denied = [];
    this.#deniedCount = 0;
    this.#quietUntilUs = this.#options.clock.monoUs() + quietMs * 1_000;
    const who = clients.size === 1 ? first?.client : `${clients.size} clients`;
    const what = first === undefined ? '' : short(`${first.server} / ${first.item}`);
    this.#options.show({
      title: count === 1 ? `${who} was denied a call` : `${who}: ${count} calls denied`,
      body: count === 1 ? what : `${what} and ${count - 1} more`,
      view: 'audit',
    });
  }
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

function short(text: string): string {
  const line = showHostileLine(text);
  return line.length <= 120 ? line : `${line.slice(0, 119)}…`;
}
