import { describe, expect, it } from 'vitest';
import { LogRecorder } from '../../../test/helpers/log-recorder.ts';
import { findMethod, type Handlers, methodNames } from '../../shared/contract.ts';
import { AppError } from '../../shared/errors.ts';
import { createDispatch, type Operator } from './dispatch.ts';

const operatorAt = (door: Operator['actor']['door']): Operator => ({
  actor: { type: 'operator', door },
  signal: new AbortController().signal,
});
const operator = operatorAt('socket');

/** Only the methods given answer; the contract's other ones are there and throw. */
function dispatchWith(given: Readonly<Record<string, (input: unknown) => Promise<unknown>>>) {
  const groups: Record<string, Record<string, unknown>> = {};
  for (const name of methodNames()) {
    const [group = '', verb = ''] = name.split('.');
    groups[group] ??= {};
    groups[group][verb] = given[name] ?? (() => Promise.reject(new Error('not expected')));
  }
  const log = new LogRecorder();
  return { log, dispatch: createDispatch({ handlers: groups as Handlers<Operator>, log }) };
}

describe('dispatch', () => {
  it('parses in, fills defaults, calls and parses out', async () => {
    const seen: unknown[] = [];
    const { dispatch } = dispatchWith({
      'engine.doctor': async (input) => {
        seen.push(input);
        return { findings: [] };
      },
    });
    expect(await dispatch('engine.doctor', undefined, operator)).toEqual({
      ok: true,
      value: { findings: [] },
    });
    expect(seen).toEqual([{ fix: false }]);
  });

  it('MG-9: an edit by a form says which registry it saw; one that is typed as a command need not', async () => {
    const edits = methodNames().filter((name) => findMethod(name)?.method.edits);
    expect(edits).toEqual([
      'engine.setSettings',
      'servers.add',
      'servers.update',
      'servers.remove',
      'clients.add',
      'clients.update',
      'clients.remove',
      'access.apply',
      'access.undo',
    ]);
    const made: unknown[] = [];
    const update = async (input: unknown) => {
      made.push(input);
      return { revision: 2, sha256: 'b'.repeat(64) };
    };
    const { dispatch } = dispatchWith({ 'clients.update': update });
    const by = (door: Operator['actor']['door'], input: Record<string, unknown>) =>
      dispatch('clients.update', { id: 'a', enabled: false, ...input }, operatorAt(door));
    for (const door of ['http', 'ipc'] as const)
      expect(await by(door, {}), door).toMatchObject({
        ok: false,
        error: { code: 'unseen', hint: expect.stringContaining('expectedSha256') },
      });
    expect(made).toEqual([]);
    expect(await by('http', { expectedSha256: 'a'.repeat(64) })).toMatchObject({ ok: true });
    expect(await by('ipc', { expectedSha256: 'a'.repeat(64) })).toMatchObject({ ok: true });
    expect(await by('socket', {})).toMatchObject({ ok: true });
    expect(made.length).toBe(3);
  });

  it('MG-10: an unknown field is named and refused', async () => {
    const { dispatch } = dispatchWith({});
    const reply = await dispatch('servers.start', { id: 'a', now: true }, operator);
    expect(reply).toMatchObject({
      ok: false,
      error: { code: 'invalid_input', message: 'unknown field now' },
    });
  });

  it('MG-10: a bad value is refused by the name of its field, never by its content', async () => {
    const { dispatch } = dispatchWith({});
    const entry = { transport: 'stdio', command: 'x', env: { TOKEN: 7_777 }, extra: 1 };
    const reply = await dispatch('servers.add', { id: 'a', entry }, operator);
    if (reply.ok) throw new Error('accepted');
    expect(reply.error.code).toBe('invalid_input');
    expect(reply.error.message).toContain('entry.env.TOKEN');
    expect(reply.error.message).toContain('extra');
    expect(JSON.stringify(reply)).not.toContain('7777');
  });

  it.each([
    'nope.list',
    'servers.nope',
    'servers',
    '',
    'servers.list.x',
    '__proto__.toString',
    'servers.constructor',
  ])('answers unknown_method to %j', async (name) => {
    const { dispatch } = dispatchWith({});
    expect(await dispatch(name, {}, operator)).toMatchObject({
      ok: false,
      error: { code: 'unknown_method' },
    });
  });

  it('hands on the code of a known error', async () => {
    const { dispatch } = dispatchWith({
      'servers.list': async () => Promise.reject(new AppError('stale')),
    });
    expect(await dispatch('servers.list', {}, operator)).toMatchObject({
      ok: false,
      error: { code: 'stale' },
    });
  });

  it('AU-14: an unknown error keeps its text to the log, under an id', async () => {
    const { dispatch, log } = dispatchWith({
      'servers.list': async () => Promise.reject(new Error('secret detail')),
    });
    const reply = await dispatch('servers.list', {}, operator);
    if (reply.ok) throw new Error('accepted');
    expect(reply.error.code).toBe('internal');
    expect(JSON.stringify(reply)).not.toContain('secret detail');
    const [line] = log.entries;
    expect(line?.fields.id).toBe(reply.error.data?.id);
    expect(line?.fields.error).toContain('secret detail');
  });

  it('an answer that is not the contract’s is internal, not sent', async () => {
    const { dispatch, log } = dispatchWith({
      'clients.reveal': async () => ({ id: 'a', token: 't', more: 1 }),
    });
    expect(await dispatch('clients.reveal', { id: 'a' }, operator)).toMatchObject({
      ok: false,
      error: { code: 'internal' },
    });
    expect(log.events('error')).toEqual(['management.internal']);
  });

  it('what the contract passes on as given holds no defaults', async () => {
    const entry = { transport: 'stdio', command: 'x' };
    const seen: unknown[] = [];
    const { dispatch } = dispatchWith({
      'servers.add': async (input) => {
        seen.push(input);
        return { revision: 1, storedSecrets: [] };
      },
    });
    await dispatch('servers.add', { id: 'a', entry }, operator);
    expect(seen).toEqual([{ id: 'a', entry, secrets: [] }]);
  });
});
