import { once } from 'node:events';
import { chmod, mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { appended } from '../../../../test/helpers/appended.ts';
import { FakeClock } from '../../../../test/helpers/fake-clock.ts';
import { LogRecorder } from '../../../../test/helpers/log-recorder.ts';
import { temporaryDirectory } from '../../../../test/helpers/temporary-directory.ts';
import type { ManagementEvent } from '../../../shared/contract-events.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Dispatch } from '../dispatch.ts';
import { createManagementEvents } from '../events.ts';
import { engineFilePath, readEngineFile, writeEngineFile } from './engine-file.ts';
import { makeChallenge, makeProof } from './proof.ts';
import { openManagementSocket } from './socket.ts';
import { connectSocket } from './socket-client.ts';

const unreachable = expect.objectContaining({ code: 'unreachable' });

async function openDoor(options: { dispatch?: Dispatch; dataDir?: string } = {}) {
  const dataDir = options.dataDir ?? temporaryDirectory();
  const clock = new FakeClock();
  const log = new LogRecorder();
  const events = createManagementEvents();
  const echo: Dispatch = async (method, input, { actor }) => ({
    ok: true,
    value: { method, input, actor },
  });
  const door = await openManagementSocket({
    dataDir,
    url: 'http://127.0.0.1:1/mcp',
    dispatch: options.dispatch ?? echo,
    events,
    clock,
    log,
  });
  onTestFinished(() => door.close());
  const file = await readEngineFile(dataDir);
  if (file === null) throw new Error('no engine file');
  return { door, dataDir, clock, log, events, file };
}

describe('the local socket', () => {
  it('leaves nothing open, and nothing behind, where its engine file cannot be written', async () => {
    const dataDir = temporaryDirectory();
    await mkdir(engineFilePath(dataDir));
    await expect(openDoor({ dataDir })).rejects.toMatchObject({ code: 'EISDIR' });
    expect(await readdir(dataDir)).toEqual(['engine.json', 'run']);
    expect(await readdir(join(dataDir, 'run'))).toEqual([]);
  });

  it.skipIf(process.platform === 'win32')(
    'TR-27: the directory is 0700, socket and engine file are the owner’s only',
    async () => {
      const { door, dataDir } = await openDoor();
      const mode = async (path: string) => (await stat(path)).mode & 0o777;
      expect(await mode(dirname(door.path))).toBe(0o700);
      expect((await mode(door.path)) & 0o077).toBe(0);
      expect(await mode(engineFilePath(dataDir))).toBe(0o600);
    },
  );

  it('TR-27: the name is another one at every start', async () => {
    const first = await openDoor();
    await first.door.close();
    const second = await openDoor({ dataDir: first.dataDir });
    expect(second.file.socket).not.toBe(first.file.socket);
    expect(second.file.key).not.toBe(first.file.key);
  });

  it('carries calls, with the operator behind the socket as the actor', async () => {
    const { file } = await openDoor();
    const client = await connectSocket(file);
    const replies = await Promise.all([
      client.send('servers.list', {}),
      client.send('engine.status', { a: 1 }),
    ]);
    const actor = { type: 'operator', door: 'socket' };
    expect(replies).toEqual([
      { ok: true, value: { method: 'servers.list', input: {}, actor } },
      { ok: true, value: { method: 'engine.status', input: { a: 1 }, actor } },
    ]);
    client.close();
  });

  it('carries an answer of 20 MB whole', async () => {
    const text = 'ä'.repeat(10_000_000);
    const { file } = await openDoor({ dispatch: async () => ({ ok: true, value: { text } }) });
    const client = await connectSocket(file);
    const reply = await client.send('servers.logs', {});
    expect(reply).toEqual({ ok: true, value: { text } });
    client.close();
  });

  it('carries the events that were asked for', async () => {
    const { file, events } = await openDoor();
    const client = await connectSocket(file);
    const { promise, resolve } = Promise.withResolvers<ManagementEvent>();
    await client.subscribe(['servers.changed'], resolve);
    events.publish({ event: 'definitions.changed', data: { id: 'other' } });
    events.publish({ event: 'servers.changed', data: { id: 'files' } });
    expect(await promise).toEqual({ event: 'servers.changed', data: { id: 'files' } });
    expect(events.subscribers).toBe(1);
    client.close();
    await client.closed;
  });

  it('a command that leaves ends what it started', async () => {
    const ended = Promise.withResolvers<unknown>();
    const dispatch: Dispatch = (_method, _input, { signal }) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => {
          ended.resolve(signal.reason);
          resolve({ ok: true, value: {} });
        });
      });
    const { file } = await openDoor({ dispatch });
    const client = await connectSocket(file);
    const reply = client.send('audit.verify', {});
    client.close();
    expect(await ended.promise).toBeInstanceOf(AppError);
    expect(await reply).toMatchObject({ ok: false, error: { code: 'unreachable' } });
  });

  it('TR-27: refuses a command that has the name but not the key, and tells it nothing', async () => {
    const { file, log } = await openDoor();
    await expect(connectSocket({ ...file, key: '00'.repeat(32) })).rejects.toEqual(unreachable);
    expect(log.events('warn')).toEqual(['management.socket.refused']);
  });

  it.each([
    ['a request before the proof', '{"id":1,"method":"engine.status"}\n'],
    ['an endless line', 'x'.repeat(10_000)],
    ['something else', 'GET / HTTP/1.1\r\n\r\n'],
  ])('TR-27: %s ends the connection', async (_what, bytes) => {
    const { file } = await openDoor({
      dispatch: () => Promise.reject(new Error('must not be reached')),
    });
    const socket = connect(file.socket);
    const received = readAll(socket);
    socket.write(bytes);
    expect((await received).split('\n').filter(Boolean)).toHaveLength(1);
  });

  it('TR-27: a connection that proves nothing is closed after five seconds', async () => {
    const { file, clock } = await openDoor();
    const socket = connect(file.socket);
    await new Promise((resolve) => socket.once('data', resolve));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    clock.advance(5_000);
    await closed;
  });

  it('TR-27: a squatter on the name is not believed, and is sent no request', async () => {
    const heard: string[] = [];
    const path = join(temporaryDirectory(), 'squatter.sock');
    const squatter = createServer((socket) => {
      socket.on('data', (chunk) => {
        heard.push(chunk.toString());
        socket.write(`${JSON.stringify({ proof: 'ab'.repeat(32) })}\n`);
      });
      socket.on('error', () => undefined);
      socket.write(`${JSON.stringify({ lmcp: 1, challenge: 'cd'.repeat(32) })}\n`);
    });
    await new Promise<void>((resolve) => squatter.listen(path, resolve));
    onTestFinished(() => void squatter.close());
    const file = { pid: 1, socket: path, key: '11'.repeat(32), url: 'http://127.0.0.1:1/mcp' };
    await expect(connectSocket(file)).rejects.toEqual(unreachable);
    expect(heard.join('')).not.toContain('method');
    expect(heard.join('')).not.toContain(file.key);
  });

  it('TR-27: a squatter that plays our own proof back is not believed', async () => {
    const path = join(temporaryDirectory(), 'mirror.sock');
    const mirror = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (chunk) => {
        const { proof } = JSON.parse(chunk.toString());
        socket.write(`${JSON.stringify({ proof })}\n`);
      });
      socket.write(`${JSON.stringify({ lmcp: 1, challenge: 'cd'.repeat(32) })}\n`);
    });
    await new Promise<void>((resolve) => mirror.listen(path, resolve));
    onTestFinished(() => void mirror.close());
    const file = { pid: 1, socket: path, key: '11'.repeat(32), url: 'http://127.0.0.1:1/mcp' };
    await expect(connectSocket(file)).rejects.toEqual(unreachable);
  });

  it('TR-26: a subscriber that reads nothing does not hold up the end', async () => {
    const { door, file, events, clock } = await openDoor();
    const socket = connect(file.socket);
    onTestFinished(() => void socket.destroy());
    const [greeted] = await once(socket, 'data');
    const { challenge: engine } = JSON.parse(String(greeted));
    const command = makeChallenge();
    const proof = makeProof(file.key, 'command', engine, command);
    socket.write(`${JSON.stringify({ challenge: command, proof })}\n`);
    await once(socket, 'data');
    socket.write('{"id":1,"subscribe":["audit.appended"]}\n');
    await once(socket, 'data');
    socket.pause();
    const body = 'x'.repeat(4_000_000);
    events.publish(appended(body));

    let isClosed = false;
    const closed = door.close().then(() => {
      isClosed = true;
    });
    while (!isClosed) {
      clock.advance(100);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await closed;
  });

  it('clears away what a killed engine left', async () => {
    const dataDir = temporaryDirectory();
    await mkdir(join(dataDir, 'run'), { mode: 0o755 });
    await writeFile(join(dataDir, 'run', 'old.sock'), '');
    const { door } = await openDoor({ dataDir });
    expect(await readdir(join(dataDir, 'run'))).toEqual([basename(door.path)]);
    expect((await stat(join(dataDir, 'run'))).mode & 0o777).toBe(0o700);
  });

  it('leaves nothing behind when it closes', async () => {
    const { door, dataDir } = await openDoor();
    await door.close();
    expect(await readdir(join(dataDir, 'run'))).toEqual([]);
    expect(await readEngineFile(dataDir)).toBeNull();
  });

  it('TR-27: serves a data directory whose path is too long for a socket', async () => {
    const dataDir = join(temporaryDirectory(), 'd'.repeat(100));
    await mkdir(dataDir, { mode: 0o700 });
    const { file, door } = await openDoor({ dataDir });
    expect(Buffer.byteLength(file.socket)).toBeLessThanOrEqual(103);
    expect((await stat(dirname(door.path))).mode & 0o777).toBe(0o700);
    const client = await connectSocket(file);
    expect((await client.send('engine.status', {})).ok).toBe(true);
    client.close();
  });
});

describe('the engine file', () => {
  const content = {
    pid: 1,
    socket: '/tmp/x.sock',
    key: '11'.repeat(32),
    url: 'http://127.0.0.1:1/mcp',
  };

  it.skipIf(process.platform === 'win32')(
    'TR-27: is not believed once others may read it',
    async () => {
      const dataDir = temporaryDirectory();
      await writeEngineFile(dataDir, content);
      expect(await readEngineFile(dataDir)).toEqual(content);
      await chmod(engineFilePath(dataDir), 0o640);
      expect(await readEngineFile(dataDir)).toBeNull();
    },
  );

  it('reads as none when it is not whole', async () => {
    const dataDir = temporaryDirectory();
    await writeFile(engineFilePath(dataDir), '{"pid":1,', { mode: 0o600 });
    expect(await readEngineFile(dataDir)).toBeNull();
  });
});

function readAll(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(text));
  });
}
