import type { ServerResponse } from 'node:http';
import type { Clock } from '../../clock.ts';
import type { TokenService } from '../../secrets/token-service.ts';
import type { Admission } from './admission.ts';
import type { HttpLimits } from './http-limits.ts';
import { presentedToken } from './presented-token.ts';
import { commonHeaders, refuse } from './refusal.ts';
import { SlidingWindow } from './sliding-window.ts';

/** Small JSON objects for the open paths. `detailed` is true where the management token was shown. */
export interface Probes {
  health(): { ok: boolean };
  /** Without `detailed`: no client ids, commands or paths. */
  status(detailed: boolean): object;
  describe(detailed: boolean): object;
  /** The servers this client is granted, and whether they answer. */
  serverCheck(clientId: string): Promise<object>;
}

type ProbeAdmission = Extract<Admission, { kind: 'probe' }>;

/** Answers `/health`, `/status`, `/describe`, `/auth-check` and `/server-check`. */
export class ProbeDoor {
  readonly #probes: Probes;
  readonly #tokens: Pick<TokenService, 'authenticate'>;
  readonly #clock: Clock;
  readonly #checksPerMinute: number;
  /** Checks of each client; as many entries as there are clients that ever checked. */
  readonly #checks = new Map<string, SlidingWindow>();

  constructor(
    probes: Probes,
    tokens: Pick<TokenService, 'authenticate'>,
    clock: Clock,
    limits: Pick<HttpLimits, 'checksPerMinute'>,
  ) {
    this.#probes = probes;
    this.#tokens = tokens;
    this.#clock = clock;
    this.#checksPerMinute = limits.checksPerMinute;
  }

  /** Returns the reason when a token was shown that is no management token: the caller answers as for any failed authentication. */
  async answer(admission: ProbeAdmission, res: ServerResponse): Promise<string | null> {
    const { probe, caller } = admission;
    if (caller !== null) {
      if (!this.#mayCheck(caller.clientId)) {
        refuse(res, 'too_many_requests', { retryAfterS: 60 });
      } else if (probe === 'auth-check') {
        send(res, 200, { ok: true, client: caller.clientId });
      } else {
        send(res, 200, await this.#probes.serverCheck(caller.clientId));
      }
      return null;
    }
    if (probe === 'health') {
      const health = this.#probes.health();
      send(res, health.ok ? 200 : 503, health);
      return null;
    }
    const presented = presentedToken(admission.headers, null);
    if (presented.from === 'several') return presented.from;
    if (presented.from !== 'none') {
      const result = this.#tokens.authenticate(presented.token, 'management');
      if (!result.ok) return result.reason;
      if (result.kind !== 'management') return 'wrong_kind';
    }
    const detailed = presented.from !== 'none';
    send(
      res,
      200,
      probe === 'status' ? this.#probes.status(detailed) : this.#probes.describe(detailed),
    );
    return null;
  }

  #mayCheck(clientId: string): boolean {
    const known = this.#checks.get(clientId);
    const window = known ?? new SlidingWindow(this.#clock, this.#checksPerMinute, 60_000);
    if (known === undefined) this.#checks.set(clientId, window);
    return window.take();
  }
}

function send(res: ServerResponse, status: number, value: object): void {
  if (res.destroyed) return;
  const body = JSON.stringify(value);
  res.writeHead(status, [
    ...commonHeaders,
    'Content-Type',
    'application/json',
    'Content-Length',
    String(Buffer.byteLength(body)),
  ]);
  res.end(body);
}
