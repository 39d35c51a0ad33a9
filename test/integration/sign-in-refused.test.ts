import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../src/shared/errors.ts';
import { authorize } from '../helpers/authorize.ts';
import { FakeClock } from '../helpers/fake-clock.ts';
import { type OAuthWorld, startOAuthWorld } from '../helpers/oauth-world.ts';
import { createRigs, type UpstreamRig } from '../helpers/upstream-rig.ts';

const rigs = createRigs();
const operator = { type: 'operator', door: 'socket' } as const;
let world: OAuthWorld;

beforeAll(async () => {
  world = await startOAuthWorld();
});
afterEach(() => rigs.closeAll());
afterAll(() => world.kill());

async function open(manner: string, oauth?: Record<string, unknown>): Promise<UpstreamRig> {
  const rig = await rigs.open({ servers: { web: world.server(manner, oauth) } });
  await rig.pool
    .shared('web')
    .start()
    .catch(() => undefined);
  return rig;
}

/** Why a sign-in does not begin. */
async function refusalOf(rig: UpstreamRig): Promise<string> {
  const error: unknown = await rig.signIns.begin('web', operator).catch((thrown) => thrown);
  if (!(error instanceof AppError)) throw new Error('expected an AppError', { cause: error });
  expect(error.code).toBe('sign_in_refused');
  return error.message;
}

function kinds(rig: UpstreamRig): string[] {
  return rig.events.map(({ kind }) => kind).filter((kind) => kind.startsWith('sign_in.'));
}

describe('a sign-in that is refused', () => {
  it('P-33 AU-16: without PKCE in the metadata there is no address to open', async () => {
    const rig = await open('no-pkce');
    expect(await refusalOf(rig)).toContain('PKCE');
    expect(kinds(rig)).toEqual(['sign_in.failed']);
    expect(await world.log('no-pkce', '/register')).toEqual([]);
  });

  it.each(['script', 'file'])('P-35 AU-19: no %s address is ever handed out', async (manner) => {
    const rig = await open(manner);
    expect(await refusalOf(rig)).toMatch(/not valid|not https/);
    expect(rig.signIns.of('web').url).toBeNull();
    expect(kinds(rig)).toEqual(['sign_in.failed']);
  });

  it('P-36 AU-18: metadata in the link-local network is not asked for', async () => {
    const rig = await open('lured');
    expect(rig.pool.shared('web').state).toBe('needs_sign_in');
    expect(await refusalOf(rig)).toContain('not https');
    expect((await world.log('lured')).map(({ path }) => path)).not.toContain('/register');
  });

  it.each([
    ['large', '256 KiB'],
    ['elsewhere', 'redirect'],
    ['fixed', 'oauth.client_id'],
  ])('AU-18: %s metadata', async (manner, reason) => {
    expect(await refusalOf(await open(manner))).toContain(reason);
  });

  it('AU-16: an answer in the name of another issuer is not redeemed', async () => {
    const rig = await open('wrong-iss');
    const { url } = await rig.signIns.begin('web', operator);
    const page = await authorize(url);
    expect(page).toMatchObject({ status: 400, text: expect.stringContaining('issuer') });
    expect(await world.log('wrong-iss', '/token')).toEqual([]);
    expect(kinds(rig)).toEqual(['sign_in.begun', 'sign_in.failed']);
  });

  it('AU-17: a client of the registry is shown to the issuer alone that the registry names', async () => {
    const rig = await open('plain', { client_id: 'mine', issuer: 'https://as.example' });
    expect(await refusalOf(rig)).toContain('oauth.issuer');
    expect(await world.log('plain', '/token')).toEqual([]);
  });

  it('what the authorization server writes is shown nowhere', async () => {
    const rig = await open('plain');
    const { url } = await rig.signIns.begin('web', operator);
    const back = new URL(new URL(url).searchParams.get('redirect_uri') ?? '');
    back.searchParams.set('state', new URL(url).searchParams.get('state') ?? '');
    back.searchParams.set('iss', world.issuer('plain'));
    back.searchParams.set('code', 'made-up');
    const page = await authorize(back.href);
    expect(page.status).toBe(400);
    expect(page.text).toContain('invalid_grant');
    expect(page.text + JSON.stringify(rig.events) + rig.logged.join()).not.toContain(
      'secret words',
    );
  });

  it('an entry with its own Authorization keeps it', async () => {
    const headers = { Authorization: 'Bearer mine' };
    const rig = await rigs.open({ servers: { web: { ...world.server('plain'), headers } } });
    await expect(rig.signIns.begin('web', operator)).rejects.toMatchObject({
      code: 'invalid_input',
    });
  });
});

it('AU-16: after five minutes nobody listens any more', async () => {
  const clock = new FakeClock();
  const rig = await rigs.open({ servers: { web: world.server('plain') }, clock });
  const { url } = await rig.signIns.begin('web', operator);
  await clock.advanceAsync(5 * 60_000);
  await expect(authorize(url)).rejects.toThrow('fetch failed');
  expect(kinds(rig)).toEqual(['sign_in.begun', 'sign_in.failed']);
  expect(rig.signIns.of('web').url).toBeNull();
});

it('a client that the registry names signs in with its secret, and headers go to the issuer alone', async () => {
  const rig = await open('fixed', {
    client_id: 'mine',
    client_secret: '${secret:web/CLIENT}',
    issuer: world.issuer('fixed'),
    headers: { 'X-Tenant': 'blue' },
  });
  await rig.secrets.set('server/web/CLIENT', 's3cret');
  const { url } = await rig.signIns.begin('web', operator);
  expect(await authorize(url)).toMatchObject({ status: 200 });
  const [redeemed] = await world.log('fixed', '/token');
  const basic = `Basic ${Buffer.from('mine:s3cret').toString('base64')}`;
  expect(redeemed?.headers).toMatchObject({ authorization: basic, 'x-tenant': 'blue' });
  const [named] = await rig.secrets
    .names()
    .then((names) => names.filter((one) => one.startsWith('oauth/')));
  expect(await rig.secrets.get(named ?? '')).not.toContain('s3cret');
});
