import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const savedState = z.strictObject({
  x: z.int(),
  y: z.int(),
  width: z.int().positive().max(16_384),
  height: z.int().positive().max(16_384),
  maximized: z.boolean(),
});

export type WindowState = z.output<typeof savedState>;

/** What the views need at least, and what the first window has (UI: layout). */
export const smallest = { width: 900, height: 600 } as const;
const first = { width: 1_180, height: 760 } as const;
/** So much of the title bar must be on a screen that a person can grab it. */
const grabbable = 100;

/** What was saved, or null where there is nothing that can be believed. */
export function readWindowState(path: string): WindowState | null {
  try {
    return savedState.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return null;
  }
}

/** Written whole or not at all; where it cannot be written the next window opens in the middle. */
export function writeWindowState(path: string, state: WindowState): void {
  try {
    writeFileSync(`${path}.new`, JSON.stringify(state), { mode: 0o600 });
    renameSync(`${path}.new`, path);
  } catch {
    // A place on the screen is not worth a message.
  }
}

/** Where the window opens: where it was, if that is still on one of the screens; else the system chooses. */
export function placeWindow(
  saved: WindowState | null,
  screens: readonly Area[],
): Partial<Area> & { readonly width: number; readonly height: number } {
  if (saved === null) return first;
  const size = {
    width: Math.max(smallest.width, saved.width),
    height: Math.max(smallest.height, saved.height),
  };
  const isVisible = screens.some(
    ({ x, y, width, height }) =>
      saved.x + size.width >= x + grabbable &&
      saved.x <= x + width - grabbable &&
      saved.y >= y &&
      saved.y <= y + height - grabbable,
  );
  return isVisible ? { x: saved.x, y: saved.y, ...size } : size;
}
