import { describe, expect, it } from 'vitest';
import { serverEntry } from '../../shared/registry-server.ts';
import { systemClock } from '../clock.ts';
import { createMapSecretStore } from '../secrets/map-secret-store.ts';
import { Account } from './account.ts';
import { SignInStore, type StoredSignIn } from './stored-sign-in.ts';

const url = 'https://server.example/mcp';
const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

function record(access: string, expiresUs: number | null = null): StoredSignIn {
  return {
    v: 1,
    url,
    issuer: 'https://issuer.example',
    resource: url,
    resourceMetadata: null,
    authorizationEndpoint: 'https://issuer.example/authorize',
    tokenEndpoint: 'https://issuer.example/token',
    authMethods: null,
    client: { id: 'us', secret: null, authMethod: 'none', registered: false, redirectUrl: url },
    scope: null,
    tokens: { access, refresh: 'refresh-1', expiresUs },
  };
}

/** An account over a store whose writes a test holds back. */
function open() {
  const gates: PromiseWithResolvers<void>[] = [];
  let isHeld = false;
  const secrets = createMapSecretStore({
    backend: 'memory',
    initial: new Map(),
    persist: async () => {
      if (!isHeld) return;
      const gate = Promise.withResolvers<void>();
      gates.push(gate);
      await gate.promise;
    },
  });
  const answer = { access_token: 'second', token_type: 'Bearer', refresh_token: 'refresh-2' };
  const oauth = {
    client_id: '',
    client_secret: '',
    issuer: '',
    scopes: [],
    callback_port: 0,
    headers: {},
  };
  const entry = serverEntry.parse({ transport: 'http', url });
  if (entry.transport !== 'http') throw new Error('not an HTTP server');
  const account = new Account({
    serverId: 'web',
    store: new SignInStore(secrets, 'web'),
    clock: systemClock,
    log: quiet,
    target: async () => ({ transport: 'http', entry, url, headers: {}, oauth }),
    fetchFor: () => async () => Response.json(answer),
    url: () => null,
    onOver: () => {},
  });
  return {
    account,
    secrets,
    hold: () => {
      isHeld = true;
    },
    /** Resolves when something is being written. */
    writing: () => expect.poll(() => gates.length).toBe(1),
    release: () => {
      isHeld = false;
      for (const gate of gates.splice(0)) gate.resolve();
    },
  };
}

describe('SE-10: an account that is forgotten', () => {
  it('while a renewed token is being kept stays forgotten', async () => {
    const { account, secrets, hold, writing, release } = open();
    await account.granted(record('first', systemClock.nowUs()));
    expect(account.header(url)).toBe('Bearer first');
    hold();
    const renewed = account.prepare(url);
    await writing();
    const forgotten = account.forget();
    release();
    await Promise.all([renewed, forgotten]);
    expect(account.header(url)).toBeNull();
    expect(await secrets.names()).toEqual([]);
  });

  it('while granted tokens are being kept stays forgotten', async () => {
    const { account, secrets, hold, writing, release } = open();
    hold();
    const granted = account.granted(record('first'));
    await writing();
    const forgotten = account.forget();
    release();
    await Promise.all([granted, forgotten]);
    expect(account.header(url)).toBeNull();
    expect(await secrets.names()).toEqual([]);
  });

  it('while its tokens are being read stays forgotten', async () => {
    const { account, secrets } = open();
    await new SignInStore(secrets, 'web').save(record('first'));
    await Promise.all([account.prepare(url), account.forget()]);
    expect(account.header(url)).toBeNull();
  });

  it('is signed in again by the next grant', async () => {
    const { account } = open();
    await account.granted(record('first'));
    await account.forget();
    await account.granted(record('second'));
    expect(account.header(url)).toBe('Bearer second');
  });
});
