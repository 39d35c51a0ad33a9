import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createMemorySecretStore } from '../../src/core/secrets/memory.ts';
import type { SecretStore } from '../../src/core/secrets/secret-store.ts';
import type { TokenService } from '../../src/core/secrets/token-service.ts';
import { createTokenService } from '../../src/core/secrets/tokens.ts';
import { openState } from '../../src/core/state/state-database.ts';
import { createTokenRows, type TokenRows } from '../../src/core/state/token-rows.ts';
import { FakeClock } from './fake-clock.ts';
import { LogRecorder } from './log-recorder.ts';
import { temporaryDirectory } from './temporary-directory.ts';

/** Token services over one real state.db, one after the other as the engine restarts. */
export class TokenBench {
  readonly dir = temporaryDirectory();
  readonly clock = new FakeClock();
  readonly log = new LogRecorder();
  secrets: SecretStore = createMemorySecretStore();
  /** What `onEnded` told, as `client why`. */
  readonly ended: string[] = [];

  async open(wrap?: (rows: TokenRows) => TokenRows): Promise<TokenService> {
    const tokens = await this.openUnheard(wrap);
    tokens.onEnded(({ clientId, why }) => this.ended.push(`${clientId} ${why}`));
    return tokens;
  }

  /** With nobody who listens yet. */
  async openUnheard(wrap: (rows: TokenRows) => TokenRows = (rows) => rows): Promise<TokenService> {
    const state = openState(join(this.dir, 'state.db'), { log: this.log });
    const rows = wrap(createTokenRows(state.db));
    const { secrets, clock, log } = this;
    const tokens = await createTokenService({ rows, secrets, clock, log });
    onTestFinished(() => {
      tokens.close();
      state.close();
    });
    return tokens;
  }
}

/** Rows whose writes fail for as long as `failing` is true. */
export function failingRows(rows: TokenRows, fault: { failing: boolean }): TokenRows {
  const guard = () => {
    if (fault.failing) throw new Error('disk full');
  };
  return {
    all: () => rows.all(),
    replace: (added, ended) => {
      guard();
      rows.replace(added, ended);
    },
    update: (changed) => {
      guard();
      rows.update(changed);
    },
  };
}

/** `ok`, or why the client's door refuses. */
export function reasonOf(tokens: TokenService, token: string | undefined): string {
  const answer = tokens.authenticate(token, 'client');
  return answer.ok ? 'ok' : answer.reason;
}
