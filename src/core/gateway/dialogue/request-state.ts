import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { AppError } from '../../../shared/errors.ts';

/** What a handle is good for: this client's same request again, and nothing else (UP-16). */
export interface StateBinding {
  readonly clientId: string;
  readonly serverId: string;
  readonly kind: string;
  readonly item: string;
  /** SHA-256 of the definition that was served; empty without one. */
  readonly definition: string;
  /** The exact bytes of the arguments. */
  readonly args: Uint8Array;
}

/** What a handle says to us. */
interface StateBody {
  /** Which run of the engine made it: rounds do not outlive it. */
  readonly boot: string;
  readonly round: string;
  /** When it ends, in µs of wall time. */
  readonly endsUs: number;
  /** The server's own state, which goes back to it as it came; absent when it gave none. */
  readonly inner?: string;
}

const mark = 'lmcp1';
const tag = 'lmcp/request-state/1\0';

/**
 * `requestState` as clients hold it between two rounds (MRTR26: server requirements): readable to them, and of no use when one byte of
 * it or of the request that it belongs to is another.
 */
export class RequestStates {
  readonly #key: Uint8Array;
  readonly #boot = randomBytes(9).toString('base64url');

  /** @param key 32 bytes that outlive the engine, so that a handle from before is told from a forged one. */
  constructor(key: Uint8Array) {
    this.#key = key;
  }

  /** @param round names the round; unique for as long as the engine runs. */
  seal(binding: StateBinding, round: string, endsUs: number, inner: string | null): string {
    const body: StateBody = {
      boot: this.#boot,
      round,
      endsUs,
      ...(inner === null ? {} : { inner }),
    };
    const text = Buffer.from(JSON.stringify(body)).toString('base64url');
    return `${mark}.${text}.${this.#mac(binding, text)}`;
  }

  /**
   * @returns the round and the server's own state.
   * @throws AppError `invalid_params` for what is altered, of another client or request, expired, or from before a restart.
   */
  open(
    state: string,
    binding: StateBinding,
    nowUs: number,
  ): { round: string; inner: string | null } {
    const [head, text, mac, more] = state.split('.');
    if (head !== mark || text === undefined || mac === undefined || more !== undefined) throw bad();
    const given = Buffer.from(mac);
    const expected = Buffer.from(this.#mac(binding, text));
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw bad();
    // Ours from here on: nobody else can have made it.
    const body: StateBody = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (body.boot !== this.#boot) {
      throw new AppError('invalid_params', 'LMCP was restarted since: begin the request anew', {
        data: { cause: 'state_restarted' },
      });
    }
    if (body.endsUs <= nowUs) {
      throw new AppError('invalid_params', 'requestState has expired: begin the request anew', {
        data: { cause: 'state_expired' },
      });
    }
    return { round: body.round, inner: body.inner ?? null };
  }

  #mac(binding: StateBinding, text: string): string {
    const { clientId, serverId, kind, item, definition, args } = binding;
    const digest = createHash('sha256').update(args).digest('hex');
    const bound = JSON.stringify([clientId, serverId, kind, item, definition, digest, text]);
    return createHmac('sha256', this.#key).update(tag).update(bound).digest('base64url');
  }
}

function bad(): AppError {
  return new AppError('invalid_params', 'requestState does not belong to this request', {
    data: { cause: 'state_foreign' },
  });
}
