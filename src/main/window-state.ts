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
  const isVisible = screens.some(
    ({ x, y, width, height }) =>
      saved.x + saved.width >= x + grabbable &&
      saved.x <= x + width - grabbable &&
      saved.y >= y &&
      saved.y <= y + height - grabbable,
  );
  // The screens may be smaller ones than when it was saved: what closes the window would lie beside them.
  const room = extentOf(screens) ?? saved;
  const size = {
    width: Math.max(smallest.width, Math.min(room.width, saved.width)),
    height: Math.max(smallest.height, Math.min(room.height, saved.height)),
  };
  return isVisible ? { x: saved.x, y: saved.y, ...size } : size;
}

/** The size of all screens together, or null where none is known. */
function extentOf(screens: readonly Area[]): { width: number; height: number } | null {
  if (screens.length === 0) return null;
  const left = Math.min(...screens.map(({ x }) => x));
  const top = Math.min(...screens.map(({ y }) => y));
  return {
    width: Math.max(...screens.map(({ x, width }) => x + width)) - left,
    height: Math.max(...screens.map(({ y, height }) => y + height)) - top,
  };
}
