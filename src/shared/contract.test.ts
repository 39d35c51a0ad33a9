import { describe, expect, it } from 'vitest';
import { createApi } from './client.ts';
import { findMethod, methodNames } from './contract.ts';
import { eventContract } from './contract-events.ts';
import { AppError } from './errors.ts';

describe('the management contract', () => {
  it('has these methods: a name that is taken away breaks somebody', () => {
    expect(methodNames()).toEqual([
      'engine.status',
      'engine.overview',
      'engine.settings',
      'engine.setSettings',
      'engine.doctor',
      'engine.selfTest',
      'engine.printConfig',
      'engine.reload',
      'engine.cancel',
      'engine.shutdown',
      'servers.list',
      'servers.get',
      'servers.tools',
      'servers.item',
      'servers.preview',
      'servers.add',
      'servers.update',
      'servers.remove',
      'servers.start',
      'servers.stop',
      'servers.restart',
      'servers.signIn',
      'servers.signOut',
      'servers.refresh',
      'servers.approve',
      'servers.test',
      'servers.logs',
      'servers.tryTool',
      'clients.list',
      'clients.apps',
      'clients.add',
      'clients.update',
      'clients.remove',
      'clients.snippet',
      'clients.rotate',
      'clients.revoke',
      'clients.reveal',
      'access.explain',
      'access.view',
      'access.tools',
      'access.preview',
      'access.apply',
      'access.history',
      'access.undo',
      'audit.query',
      'audit.row',
      'audit.histogram',
      'audit.stats',
      'audit.export',
      'audit.verify',
      'audit.acknowledge',
      'management.rotate',
      'management.consents',
      'management.uiLink',
    ]);
    expect(Object.keys(eventContract)).toEqual([
      'audit.appended',
      'registry.changed',
      'servers.changed',
      'servers.log',
      'definitions.changed',
      'task.progress',
    ]);
  });

  it('MG-10: every input refuses a field that it does not know', () => {
    for (const name of methodNames()) {
      const result = findMethod(name)?.method.input.safeParse({ no_such_field: 1 });
      const codes = result?.error?.issues.map(({ code }) => code);
      expect(codes, name).toContain('unrecognized_keys');
    }
  });

  it('MG-4: no method takes a command to run without registering it', () => {
    for (const name of ['servers.test', 'servers.start', 'servers.refresh']) {
      const input = { id: 'a', command: 'touch', args: ['/tmp/x'] };
      expect(findMethod(name)?.method.input.safeParse(input).success, name).toBe(false);
    }
  });
});

describe('createApi', () => {
  it('sends each method by its name and hands on the value', async () => {
    const sent: unknown[] = [];
    const api = createApi(async (method, input) => {
      sent.push([method, input]);
      return { ok: true, value: { approved: ['hello'] } };
    });
    expect(await api.servers.approve({ id: 'a' })).toEqual({ approved: ['hello'] });
    expect(sent).toEqual([['servers.approve', { id: 'a' }]]);
  });

  it('rejects with the error of the reply', async () => {
    const error = { code: 'stale', message: 'Changed', hint: 'Again' } as const;
    const api = createApi(async () => ({ ok: false, error }));
    const failure = await api.engine.status({}).catch((thrown: unknown) => thrown);
    expect(failure).toBeInstanceOf(AppError);
    expect(failure).toMatchObject(error);
  });
});
