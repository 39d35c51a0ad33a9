import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../src/shared/errors.ts';
import { authorize } from '../helpers/authorize.ts';
import { startEngine, type TestEngine } from '../helpers/engine.ts';
import { type OAuthWorld, startOAuthWorld } from '../helpers/oauth-world.ts';

const manners = ['plain', 'short', 'outage', 'over', 'moving', 'leaving', 'twice'] as const;
let world: OAuthWorld;
let engine: TestEngine;

beforeAll(async () => {
  world = await startOAuthWorld();
  engine = await startEngine({
    registry: {
      servers: Object.fromEntries(manners.map((manner) => [manner, world.server(manner)])),
      clients: { a: { allow_servers: [...manners] } },
    },
  });
});
afterAll(async () => {
  await engine.stop();
  await world.kill();
});

/** Signs in and waits until the server is up. */
async function signIn(id: string): Promise<{ url: string; status: number; text: string }> {
  const { url } = await engine.api.servers.signIn({ id });
  const page = await authorize(url);
  if (page.status === 200) await engine.api.servers.start({ id });
  return { url, ...page };
}

async function stateOf(id: string): Promise<string> {
  return (await engine.api.servers.get({ id })).server.state;
}

async function failure(work: Promise<unknown>): Promise<AppError> {
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  if (error instanceof AppError) return error;
  throw new Error('expected an AppError', { cause: error });
}

describe('sign-in to an HTTP server', () => {
  it('T-18 AU-15 AU-16: a person signs in, and calls carry that token and nothing of the client', async () => {
    expect(await failure(engine.api.servers.start({ id: 'plain' }))).toMatchObject({
      code: 'needs_sign_in',
    });
    const client = await engine.connect('a');
    const before = await client.call('plain__echo');
    expect(before.error).toMatchObject({ code: 40_100 });
    expect(before.error?.data?.url).toBeUndefined();

    const { url, expiresS } = await engine.api.servers.signIn({ id: 'plain' });
    expect(expiresS).toBeGreaterThan(290);
    expect(await engine.api.servers.signIn({ id: 'plain' })).toMatchObject({ url });
    const meanwhile = await client.call('plain__echo');
    expect(meanwhile.error).toMatchObject({ code: 40_100, data: { url } });
    expect(await authorize(url)).toMatchObject({ status: 200 });
    await engine.api.servers.start({ id: 'plain' });

    const { result } = await client.call('plain__echo');
    const headers = JSON.parse(result?.content?.[0]?.text ?? '{}');
    expect(headers.authorization).toMatch(/^Bearer access-/);
    expect(JSON.stringify(headers)).not.toContain(await engine.token('a'));

    const resource = `${world.origin}/mcp/plain`;
    const [asked] = await world.log('plain', '/authorize');
    expect(asked?.query).toMatchObject({ resource, code_challenge_method: 'S256', scope: 'read' });
    expect(asked?.query.redirect_uri).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/callback$/);
    const [redeemed] = await world.log('plain', '/token');
    expect(redeemed?.form).toMatchObject({ resource, grant_type: 'authorization_code' });
    expect(redeemed?.form.code_verifier).toMatch(/^[\w.~-]{43,}$/);
  });

  it('AU-14 AU-17: rows tell of it, and hold no token, code or state', async () => {
    const issuer = world.issuer('plain');
    expect(await engine.rows('sign_in.begun')).toMatchObject([
      { server: 'plain', actor: { type: 'operator' }, issuer, scope: 'read' },
    ]);
    expect(await engine.rows('sign_in.done')).toMatchObject([{ server: 'plain', issuer }]);
    const [asked] = await world.log('plain', '/authorize');
    const written = JSON.stringify(await engine.rows()) + engine.logged.join('');
    for (const secret of ['access-', 'refresh-', asked?.query.state ?? '-', 'code_verifier'])
      expect(written).not.toContain(secret);
  });

  it('AU-17: another token is fetched before the old one ends', async () => {
    await signIn('short');
    const client = await engine.connect('a', '/mcp/s/short');
    const calls = await Promise.all(Array.from({ length: 6 }, () => client.call('echo')));
    expect(calls.map(({ error }) => error)).toEqual(Array(6).fill(undefined));
    const refreshed = (await world.log('short', '/token')).filter(
      ({ form }) => form.grant_type === 'refresh_token',
    );
    expect(refreshed).toHaveLength(1);
    expect(refreshed[0]?.form.resource).toBe(`${world.origin}/mcp/short`);
  });

  it('AU-17: tokens that end early are renewed, and what is no call is sent again', async () => {
    await world.endTokens('short');
    const client = await engine.connect('a', '/mcp/s/short');
    const lost = await client.call('echo');
    expect(lost.error).toMatchObject({ code: 50_300 });
    expect((await client.call('echo')).error).toBeUndefined();
    await world.endTokens('short');
    await engine.api.servers.refresh({ id: 'short' });
    expect(await stateOf('short')).toBe('ready');
  });

  it('AU-17: an outage of the authorization server is waited out, three times at most', async () => {
    await signIn('outage');
    const client = await engine.connect('a', '/mcp/s/outage');
    expect((await client.call('echo')).error).toBeUndefined();
    const refreshed = (await world.log('outage', '/token')).slice(1);
    expect(refreshed).toHaveLength(3);
  });

  it('AU-17: a grant that is over needs sign-in, and its refresh token is not tried again', async () => {
    await signIn('over');
    await world.endTokens('over');
    const client = await engine.connect('a', '/mcp/s/over');
    await client.call('echo');
    for (let attempt = 0; attempt < 3; attempt++)
      expect((await client.call('echo')).error).toMatchObject({ code: 40_100 });
    expect(await stateOf('over')).toBe('needs_sign_in');
    expect(await world.log('over', '/token')).toHaveLength(2);
    expect(await engine.rows('sign_in.ended')).toMatchObject([
      { server: 'over', reason: 'grant_over' },
    ]);
    expect(await signIn('over')).toMatchObject({ status: 200 });
  });

  it('a call that wants more rights fails alone; the next sign-in asks for both', async () => {
    const client = await engine.connect('a', '/mcp/s/plain');
    expect((await client.call('write')).error).toMatchObject({ code: 40_100 });
    expect(await stateOf('plain')).toBe('ready');
    expect((await client.call('echo')).error).toBeUndefined();
    await signIn('plain');
    const [, second] = await world.log('plain', '/authorize');
    expect(second?.query.scope?.split(' ').sort()).toEqual(['read', 'write']);
    expect((await client.call('write')).error).toBeUndefined();
  });

  it('AU-17: at another issuer LMCP registers anew and shows nothing of the first', async () => {
    await signIn('moving');
    await world.move('moving');
    await world.endTokens('moving');
    const { url } = await engine.api.servers.signIn({ id: 'moving' });
    expect(new URL(url).searchParams.get('client_id')).toBe('client-of-moving-moved');
    expect(await authorize(url)).toMatchObject({ status: 200 });
    const there = (await world.log('moving')).filter(({ path }) => path.includes('-moved'));
    const [old] = await world.log('moving', '/as/moving/token');
    expect(old?.form.client_id).toBe('client-of-moving');
    expect(JSON.stringify(there)).not.toMatch(/"client-of-moving"|refresh-/);
  });

  it('SE-10: signing out and removing forget the tokens', async () => {
    await signIn('leaving');
    expect(await engine.api.servers.signOut({ id: 'leaving' })).toEqual({ signedOut: true });
    expect(await engine.api.servers.signOut({ id: 'leaving' })).toEqual({ signedOut: false });
    expect((await failure(engine.api.servers.start({ id: 'leaving' }))).code).toBe('needs_sign_in');
    await signIn('leaving');
    await engine.api.servers.remove({ id: 'leaving' });
    await engine.api.servers.add({ id: 'leaving', entry: world.server('leaving') });
    expect((await failure(engine.api.servers.start({ id: 'leaving' }))).code).toBe('needs_sign_in');
  });

  it('P-34 AU-16: a foreign state changes nothing, and the right one is good once', async () => {
    const { url } = await engine.api.servers.signIn({ id: 'twice' });
    const sent = await fetch(url, { redirect: 'manual' });
    const back = new URL(sent.headers.get('location') ?? '');
    const foreign = new URL(back);
    foreign.searchParams.set('state', 'x'.repeat(43));
    expect((await fetch(foreign)).status).toBe(400);
    const repeated = new URL(back);
    repeated.searchParams.append('state', back.searchParams.get('state') ?? '');
    expect((await fetch(repeated)).status).toBe(400);
    expect((await fetch(back)).status).toBe(200);
    const third = await fetch(back).then(
      ({ status }) => status,
      () => 'refused',
    );
    expect(['refused', 400]).toContain(third);
    expect(await world.log('twice', '/token')).toHaveLength(1);
  });
});

it('AU-17: an engine that starts again is still signed in, and a changed URL is not', async () => {
  const registry = { servers: { kept: world.server('kept') }, clients: {} };
  const first = await startEngine({ registry });
  try {
    const { url } = await first.api.servers.signIn({ id: 'kept' });
    await authorize(url);
    await first.api.servers.start({ id: 'kept' });
    await first.app.stop();
    const again = await startEngine({ registry, directory: first.directory });
    await again.api.servers.start({ id: 'kept' });
    const elsewhere = `${world.origin}/mcp/other`;
    await again.api.servers.update({
      id: 'kept',
      changes: [{ path: ['url'], value: elsewhere }],
    });
    expect((await failure(again.api.servers.start({ id: 'kept' }))).code).toBe('needs_sign_in');
    const sent = (await world.log('other')).map(({ headers }) => headers.authorization);
    expect(new Set(sent)).toEqual(new Set([undefined]));
    await again.app.stop();
  } finally {
    await first.stop();
  }
});
