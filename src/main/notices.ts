import type { Clock, Timer } from '../core/clock.ts';
import type { AuditRowView } from '../shared/contract-audit.ts';
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
  #denied: Pick<AuditRowView, 'client' | 'server' | 'item'>[] = [];
  #deniedCount = 0;
  #timer: Timer | null = null;
  #quietUntilUs = 0;
  #crashed: ReadonlySet<string> = new Set();

  constructor(options: NoticesOptions) {
    this.#options = options;
  }

  /** One event of the engine. */
  heard(event: ManagementEvent): void {
    if (event.event !== 'audit.appended') return;
    const denied = event.data.rows.filter(({ kind }) => kind === 'call.denied');
    if (denied.length === 0) return;
    this.#deniedCount += denied.length;
    // A storm is counted, not kept.
    this.#denied.push(...denied.slice(0, Math.max(0, 100 - this.#denied.length)));
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

/** Linux reads a notice's body as markup: there what others have named stays text (EL-12). */
export function toNoticeBody(text: string, platform: NodeJS.Platform): string {
  if (platform !== 'linux') return text;
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function short(text: string): string {
  const line = showHostileLine(text);
  return line.length <= 120 ? line : `${line.slice(0, 119)}…`;
}
