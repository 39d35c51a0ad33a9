import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { authorize } from '../helpers/authorize.ts';
import { type OAuthWorld, startOAuthWorld } from '../helpers/oauth-world.ts';
import { createRigs, type UpstreamRig } from '../helpers/upstream-rig.ts';

const rigs = createRigs();
let world: OAuthWorld;

beforeAll(async () => {
  world = await startOAuthWorld();
});
afterEach(() => rigs.closeAll());
afterAll(() => world.kill());

async function signIn(rig: UpstreamRig): Promise<void> {
  const { url } = await rig.signIns.begin('web', { type: 'operator', door: 'socket' });
  expect(await authorize(url)).toMatchObject({ status: 200 });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}

it('AU-17: connections of several clients wait for one renewal', async () => {
  const entry = { ...world.server('short'), sharing: 'per_client' };
  const rig = await rigs.open({ servers: { web: entry } });
  await signIn(rig);
  const starts = ['a', 'b', 'c'].map((clientId) =>
    rig.pool.get('web', { clientId, sessionId: null }).start(),
  );
  await Promise.all(starts);
  const grants = (await world.log('short', '/token')).map(({ form }) => form.grant_type);
  expect(grants).toEqual(['authorization_code', 'refresh_token']);
});

it('AU-17: a registration for a fixed port is used again at its issuer, and at no other', async () => {
  const oauth = { callback_port: await freePort() };
  const rig = await rigs.open({ servers: { web: world.server('plain', oauth) } });
  await signIn(rig);
  await signIn(rig);
  expect(await world.log('plain', '/register')).toHaveLength(1);
  await world.move('plain');
  await signIn(rig);
  const clients = (await world.log('plain', '/token')).map(({ form }) => form.client_id);
  expect(clients).toEqual(['client-of-plain', 'client-of-plain', 'client-of-plain-moved']);
});

/** A sign-in whose code is being redeemed, and what its browser will be shown. */
async function redeeming(rig: UpstreamRig) {
  const before = (await world.log('slow', '/token')).length;
  const { url } = await rig.signIns.begin('web', { type: 'operator', door: 'socket' });
  const page = authorize(url);
  await expect.poll(async () => (await world.log('slow', '/token')).length).toBe(before + 1);
  return { page };
}

const operator = { type: 'operator', door: 'socket' } as const;

it('SE-10: who signs out while a code is redeemed keeps no tokens, and signs in again at once', async () => {
  const rig = await rigs.open({ servers: { web: world.server('slow') } });
  const { page } = await redeeming(rig);
  await rig.signIns.signOut('web', operator);
  const again = await redeeming(rig);
  await world.release('slow');
  expect(await page).toMatchObject({ status: 400, text: expect.stringContaining('signed out') });
  expect(await again.page).toMatchObject({ status: 200 });
  await rig.signIns.signOut('web', operator);
  const last = await redeeming(rig);
  await rig.signIns.signOut('web', operator);
  await world.release('slow');
  expect(await last.page).toMatchObject({ status: 400 });
  expect(await rig.secrets.names()).toEqual([]);
});

it('SE-10: a server that is removed while a code is redeemed leaves no tokens behind', async () => {
  const rig = await rigs.open({ servers: { web: world.server('slow') } });
  const { page } = await redeeming(rig);
  await rig.registry.edit([{ path: ['servers', 'web'], value: undefined }]);
  await world.release('slow');
  expect(await page).toMatchObject({ status: 400 });
  expect(await rig.secrets.names()).toEqual([]);
});

it('SE-10: a sign-in that is only being prepared ends with a sign-out', async () => {
  const rig = await rigs.open({ servers: { web: world.server('plain') } });
  const begun = rig.signIns.begin('web', operator);
  await rig.signIns.signOut('web', operator);
  const { url } = await begun;
  await expect(authorize(url)).rejects.toThrow();
  await expect.poll(() => rig.events.map(({ kind }) => kind)).toContain('sign_in.failed');
  expect(await rig.secrets.names()).toEqual([]);
});
