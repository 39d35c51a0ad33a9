import { describe, expect, it } from 'vitest';
import { type TrayItem, type TrayServer, type TrayState, toTrayModel } from './tray-model.ts';

const server = (id: string, state: string, more: Partial<TrayServer> = {}): TrayServer => ({
  ...{ id, state, detail: '', toReview: 0 },
  ...more,
});

const running: TrayState = {
  engine: { state: 'running', error: null },
  url: 'http://127.0.0.1:7345/mcp',
  troubles: [],
  servers: [server('files', 'ready'), server('git', 'stopped')],
  clients: ['claude-code'],
  login: { supported: true, open: true },
};

/** The menu as indented text, as a person reads it. */
function text(items: readonly TrayItem[], indent = ''): string[] {
  return items.flatMap((item) => {
    if (item === 'separator') return [`${indent}---`];
    const mark = item.checked === true ? '✓ ' : '';
    const own = `${indent}${mark}${item.label}${item.action === undefined ? '' : ` [${item.action.do}]`}`;
    return [own, ...text(item.submenu ?? [], `${indent}  `)];
  });
}

describe('the tray', () => {
  it('running: the state, what is copied, the servers, and what ends it', () => {
    const model = toTrayModel(running);
    expect(model.icon).toBe('running');
    expect(model.tooltip).toBe('LMCP: running, 1 of 2 servers ready');
    expect(text(model.menu)).toEqual([
      'Running, 127.0.0.1:7345',
      'Stop gateway [stop]',
      'Copy endpoint [copyEndpoint]',
      'Copy snippet for',
      '  claude-code [copySnippet]',
      '---',
      'Servers: 1 of 2 servers ready',
      'files: Ready',
      '  Restart [restart]',
      '  Show in LMCP [open]',
      'git: Stopped',
      '  Restart [restart]',
      '  Show in LMCP [open]',
      '---',
      'Open LMCP [open]',
      '✓ Open at login [openAtLogin]',
      'Quit and stop gateway [quit]',
    ]);
  });

  it('needs a person: what waits comes first, the servers that are well are folded', () => {
    const model = toTrayModel({
      ...running,
      troubles: ['Calls are refused: the disk is full'],
      servers: [
        server('files', 'ready'),
        server('postgres', 'backoff', { detail: 'Password refused' }),
        server('github', 'ready', { toReview: 2 }),
      ],
    });
    expect(model.icon).toBe('attention');
    expect(model.tooltip).toBe('LMCP: 3 things need you, 2 of 3 servers ready');
    const lines = text(model.menu);
    expect(lines.slice(0, 5)).toEqual([
      'LMCP needs you',
      'Calls are refused: the disk is full [open]',
      'postgres: Backing off [open]',
      'github: 2 definitions to review [open]',
      '---',
    ]);
    expect(lines).toContain('  Password refused');
    expect(lines).toContain('2 more');
    expect(lines).toContain('  files: Ready');
  });

  it('stopped: nothing but start, open and quit', () => {
    const model = toTrayModel({
      ...running,
      engine: { state: 'stopped', error: null },
      url: null,
      servers: [],
      login: { supported: false, open: false },
    });
    expect(model).toMatchObject({ icon: 'stopped', tooltip: 'LMCP: stopped' });
    expect(text(model.menu)).toEqual([
      'Stopped',
      'Start gateway [start]',
      '---',
      'Open LMCP [open]',
      'Quit [quit]',
    ]);
  });

  it('on the way up or down: there is nothing to press twice', () => {
    for (const state of ['starting', 'stopping'] as const) {
      const model = toTrayModel({ ...running, engine: { state, error: null } });
      expect(text(model.menu).join()).not.toMatch(/\[(start|stop)\]/);
      expect(model.icon).toBe('stopped');
    }
  });

  it('could not start: says why, and offers to try again', () => {
    const error = { code: 'port_taken', message: 'Port 7345 is taken', hint: '' };
    const model = toTrayModel({ ...running, engine: { state: 'failed', error } });
    expect(model).toMatchObject({ icon: 'attention', tooltip: 'LMCP: Port 7345 is taken' });
    expect(text(model.menu).slice(0, 3)).toEqual([
      'Could not start',
      'Port 7345 is taken',
      'Start gateway [start]',
    ]);
  });

  it('EL-12: what a server says is one line of text, with hidden characters shown', () => {
    const detail = `exit\n\u202Eevil ${'x'.repeat(300)}`;
    const model = toTrayModel({ ...running, servers: [server('files', 'crashed', { detail })] });
    const line =
      text(model.menu)
        .find((entry) => entry.includes('evil'))
        ?.trim() ?? '';
    expect(line).toMatch(/^exit\\u\{a\}\\u\{202e\}evil x+…$/i);
    expect(line.length).toBeLessThanOrEqual(80);
  });
});
