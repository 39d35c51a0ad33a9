import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryDirectory } from '../../test/helpers/temporary-directory.ts';
import { placeWindow, readWindowState, writeWindowState } from './window-state.ts';

const laptop = { x: 0, y: 25, width: 1_440, height: 875 };
const beside = { x: 1_440, y: 0, width: 1_920, height: 1_080 };
const saved = { x: 1_500, y: 100, width: 1_200, height: 800, maximized: false };

it('a window comes back where it was', () => {
  const path = join(temporaryDirectory(), 'window.json');
  writeWindowState(path, saved);
  const read = readWindowState(path);
  expect(read).toEqual(saved);
  expect(placeWindow(read, [laptop, beside])).toEqual({
    x: 1_500,
    y: 100,
    width: 1_200,
    height: 800,
  });
});

it('where its screen is gone the system places it, in its size', () => {
  expect(placeWindow(saved, [laptop])).toEqual({ width: 1_200, height: 800 });
  expect(placeWindow({ ...saved, x: 10, y: -300 }, [laptop])).toEqual({
    width: 1_200,
    height: 800,
  });
  expect(placeWindow({ ...saved, x: 10, y: 30, width: 100, height: 1 }, [laptop])).toEqual({
    ...{ x: 10, y: 30, width: 900, height: 600 },
  });
});

it('on a smaller screen than it was saved on it is no larger than that, so that it can be closed', () => {
  const wide = { x: 0, y: 25, width: 2_560, height: 1_400, maximized: false };
  expect(placeWindow(wide, [laptop])).toEqual({ x: 0, y: 25, width: 1_440, height: 875 });
  expect(placeWindow({ ...wide, x: 1_440 }, [laptop])).toEqual({ width: 1_440, height: 875 });
  // It may span both.
  expect(placeWindow({ ...wide, height: 800 }, [laptop, beside])).toMatchObject({ width: 2_560 });
});

it('a file that cannot be believed is as good as none', () => {
  const directory = temporaryDirectory();
  const path = join(directory, 'window.json');
  expect(readWindowState(path)).toBeNull();
  for (const text of [
    '',
    '{',
    '[]',
    '{"x":"1"}',
    '{"x":0,"y":0,"width":-1,"height":9e9,"maximized":0}',
  ]) {
    writeFileSync(path, text);
    expect(readWindowState(path)).toBeNull();
  }
  expect(placeWindow(null, [laptop])).toEqual({ width: 1_180, height: 760 });
  expect(() => writeWindowState(join(directory, 'no', 'such', 'place'), saved)).not.toThrow();
});
