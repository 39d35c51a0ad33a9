import { expect, it } from 'vitest';
import { createSecondClock } from './second-clock.ts';

/** A page and a timer whose ticks the test gives. */
function createPage() {
  const page = {
    visibilityState: 'visible' as DocumentVisibilityState,
    nowMs: 1_000,
    tick: null as (() => void) | null,
    onVisibility: null as (() => void) | null,
    timers: 0,
  };
  const clock = createSecondClock({
    now: () => page.nowMs,
    document: {
      get visibilityState() {
        return page.visibilityState;
      },
      addEventListener: (_name: string, listener: unknown) => {
        page.onVisibility = listener as () => void;
      },
      removeEventListener: () => {
        page.onVisibility = null;
      },
    },
    setInterval: (tick) => {
      page.tick = tick;
      page.timers += 1;
      return page.timers;
    },
    clearInterval: () => {
      page.tick = null;
    },
  });
  return { page, clock };
}

it('runs one timer for all listeners, and none when nobody listens', () => {
  const { page, clock } = createPage();
  const seen: number[] = [];
  const offs = [1, 2].map(() => clock.subscribe(() => seen.push(clock.now())));
  page.nowMs = 2_000;
  page.tick?.();
  expect(page.timers).toBe(1);
  expect(seen.filter((ms) => ms === 2_000)).toHaveLength(2);
  for (const off of offs) off();
  expect(page.tick).toBeNull();
  expect(page.onVisibility).toBeNull();
});

it('stands still while the page is hidden, and is right at once when it is seen again', () => {
  const { page, clock } = createPage();
  clock.subscribe(() => undefined);
  page.visibilityState = 'hidden';
  page.onVisibility?.();
  expect(page.tick).toBeNull();
  page.nowMs = 60_000;
  page.visibilityState = 'visible';
  page.onVisibility?.();
  expect(page.tick).not.toBeNull();
  expect(clock.now()).toBe(60_000);
});
