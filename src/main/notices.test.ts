import { expect, it } from 'vitest';
import { appended } from '../../test/helpers/appended.ts';
import { FakeClock } from '../../test/helpers/fake-clock.ts';
import type { ManagementEvent } from '../shared/contract-events.ts';
import { type Notice, Notices, toNoticeBody } from './notices.ts';

function denied(client: string, item = 'delete_repo'): ManagementEvent {
  return appended({ v: 1, kind: 'call.denied', client, server: 'github', item });
}

function notices() {
  const clock = new FakeClock();
  const shown: Notice[] = [];
  return { clock, shown, made: new Notices({ clock, show: (notice) => shown.push(notice) }) };
}

it('many denials are one notice, and then there is quiet for a minute', () => {
  const { clock, shown, made } = notices();
  for (let call = 0; call < 500; call++) made.heard(denied('claude-code'));
  expect(shown).toEqual([]);
  clock.advance(3_000);
  expect(shown).toEqual([
    {
      title: 'claude-code: 500 calls denied',
      body: 'github / delete_repo and 499 more',
      view: 'audit',
    },
  ]);
  made.heard(denied('codex'));
  made.heard(denied('cursor'));
  clock.advance(59_000);
  expect(shown).toHaveLength(1);
  clock.advance(1_000);
  expect(shown[1]?.title).toBe('2 clients: 2 calls denied');
});

it('one denial is told as one, with hidden characters shown', () => {
  const { clock, shown, made } = notices();
  made.heard(denied('codex', 'del\u202Eete'));
  clock.advance(3_000);
  expect(shown).toEqual([
    { title: 'codex was denied a call', body: 'github / del\\u{202E}ete', view: 'audit' },
  ]);
});

it('what is no denial says nothing, also where an argument spells one', () => {
  const { clock, shown, made } = notices();
  made.heard({ event: 'servers.changed', data: { id: 'a' } });
  made.heard(appended({ kind: 'call.intent', client: 'a', item: 'say "call.denied"' }));
  clock.advance(120_000);
  expect(shown).toEqual([]);
});

it('a server that crashed is told once, and again when it crashes again', () => {
  const { shown, made } = notices();
  const server = (state: string) => [
    { id: 'postgres', state, detail: 'Password refused', toReview: 0 },
  ];
  for (const state of ['ready', 'crashed', 'crashed', 'ready', 'crashed']) made.saw(server(state));
  expect(shown).toEqual([
    { title: 'postgres has crashed', body: 'Password refused', view: 'servers' },
    { title: 'postgres has crashed', body: 'Password refused', view: 'servers' },
  ]);
});

it('after its end it tells nothing', () => {
  const { clock, shown, made } = notices();
  made.heard(denied('a'));
  made.close();
  clock.advance(120_000);
  expect(shown).toEqual([]);
});

it('EL-12: on Linux, where a notice is markup, a name that looks like it stays text', () => {
  const name = 'files / <a href="https://evil.example">R&D</a>';
  expect(toNoticeBody(name, 'linux')).toBe(
    'files / &lt;a href="https://evil.example"&gt;R&amp;D&lt;/a&gt;',
  );
  for (const platform of ['darwin', 'win32'] as const) {
    expect(toNoticeBody(name, platform)).toBe(name);
  }
});
