import type { Command } from 'commander';
import type { Api } from '../../shared/contract.ts';
import { showHostileLine } from '../../shared/hostile-characters.ts';
import type { Output } from '../output.ts';
import type { Session } from '../session.ts';

/** Well within the minute for which the engine goes on telling of new lines. */
const renewMs = 20_000;

export function addServerLogs(server: Command, session: Session): void {
  server
    .command('logs')
    .description('what a server printed to stderr, and what LMCP did with it')
    .argument('<name>')
    .option('--follow', 'go on with what it prints, until Ctrl-C')
    .action((id: string, { follow = false }: { follow?: boolean }, command: Command) =>
      session.withEngine(
        command,
        async ({ api, subscribe, closed }) => {
          const reader = new LogReader(api, session.output(command), id, follow);
          // What nobody waits for may fail as well: the server may be removed meanwhile.
          const failed = Promise.withResolvers<never>();
          const readOn = () => void reader.read().catch(failed.reject);
          if (follow) {
            await subscribe(['servers.log'], (event) => {
              if (event.event === 'servers.log' && event.data.id === id) readOn();
            });
          }
          await reader.read();
          if (!follow) return;
          const renewal = setInterval(readOn, renewMs);
          await Promise.race([closed, failed.promise]).finally(() => clearInterval(renewal));
        },
        true,
      ),
    );
}

/** Prints each line once; one reading at a time. */
class LogReader {
  readonly #api: Api;
  readonly #output: Output;
  readonly #id: string;
  readonly #follow: boolean;
  #after: number | undefined;
  #turn: Promise<void> = Promise.resolve();

  constructor(api: Api, output: Output, id: string, follow: boolean) {
    this.#api = api;
    this.#output = output;
    this.#id = id;
    this.#follow = follow;
  }

  read(): Promise<void> {
    this.#turn = this.#turn.then(() => this.#readOn());
    return this.#turn;
  }

  async #readOn(): Promise<void> {
    const id = this.#id;
    const after = this.#after === undefined ? {} : { after: this.#after };
    const { lines, next } = await this.#api.servers.logs({ id, follow: this.#follow, ...after });
    // An unfinished line comes again when it has its end.
    const whole = this.#follow ? lines.filter(({ seq }) => seq < next) : lines;
    for (const { seq, atUs, own, text } of whole) {
      const at = new Date(atUs / 1_000).toISOString();
      await this.#output.line(
        this.#output.json
          ? JSON.stringify({ seq, at_us: atUs, own, text })
          : `${at}  ${own ? 'lmcp: ' : ''}${showHostileLine(text)}`,
      );
    }
    this.#after = next;
  }
}
