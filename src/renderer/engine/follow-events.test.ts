import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { describe, expect, it, onTestFinished } from 'vitest';
import { appended } from '../../../test/helpers/appended.ts';
import { FakeClock } from '../../../test/helpers/fake-clock.ts';
import type { ManagementEvent } from '../../shared/contract-events.ts';
import type { EventBatch } from './event-batcher.ts';
import { followEvents } from './follow-events.ts';

const questions: readonly [string, object][] = [
  ['engine.status', {}],
  ['servers.list', {}],
  ['servers.get', { id: 'github' }],
  ['servers.get', { id: 'docs' }],
  ['servers.tools', {}],
  ['clients.list', {}],
  ['access.view', {}],
  ['audit.query', {}],
  ['audit.stats', {}],
];

/** Answers to all questions in a real cache, and what is made old by the events that the test announces. */
function createBench() {
  const clock = new FakeClock();
  const queries = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  let announce: (batch: EventBatch) => void = () => undefined;
  const end = followEvents(
    {
      onEvents: (listener) => {
        announce = listener;
        return () => undefined;
      },
    },
    queries,
    clock,
  );
  for (const key of questions) queries.setQueryData([...key], 'answer');
  return {
    clock,
    queries,
    end,
    tell: (...events: ManagementEvent[]) => announce({ events, missed: false }),
    miss: () => announce({ events: [], missed: true }),
    old: () =>
      questions
        .filter((key) => queries.getQueryState([...key])?.isInvalidated)
        .map(([method, input]) => ('id' in input ? `${method} ${input.id}` : method)),
  };
}

const row = appended('{}');

describe('followEvents', () => {
  it('a changed server makes its own answers old, not those of another', () => {
    const bench = createBench();
    bench.tell({ event: 'servers.changed', data: { id: 'github' } });
    expect(bench.old()).toEqual(['engine.status', 'servers.list', 'servers.get github']);
  });

  it('changed definitions make the names of all tools old', () => {
    const bench = createBench();
    bench.tell({ event: 'definitions.changed', data: { id: 'docs' } });
    expect(bench.old()).toContain('servers.tools');
  });

  it('a changed registry leaves the log alone', () => {
    const bench = createBench();
    bench.tell({ event: 'registry.changed', data: { revision: 2, sha256: '', lines: [] } });
    expect(bench.old().filter((name) => name.startsWith('audit.'))).toEqual([]);
    expect(bench.old()).toContain('access.view');
  });

  it('rows of the log renew figures every two seconds at most', () => {
    const bench = createBench();
    for (let ms = 0; ms < 1_900; ms += 250) {
      bench.tell(row);
      expect(bench.old()).toEqual(['audit.query']);
      bench.clock.advance(250);
    }
    bench.clock.advance(250);
    expect(bench.old()).toEqual(['engine.status', 'clients.list', 'audit.query', 'audit.stats']);
  });

  it('rows of the log are read again by who opens them later, not by who shows them', () => {
    const { queries, tell } = createBench();
    let asked = 0;
    const open = () => {
      const observer = new QueryObserver(queries, {
        queryKey: ['audit.query', {}],
        queryFn: () => `answer ${++asked}`,
      });
      onTestFinished(observer.subscribe(() => undefined));
    };
    open();
    tell(row);
    expect(asked).toBe(0);
    open();
    expect(asked).toBe(1);
  });

  it('after events were missed everything is old', () => {
    const bench = createBench();
    bench.miss();
    expect(bench.old()).toHaveLength(questions.length);
  });

  it('leaves no timer behind', () => {
    const bench = createBench();
    bench.tell(row);
    bench.end();
    expect(bench.clock.pendingCount).toBe(0);
  });
});
