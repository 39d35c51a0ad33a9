import type { Page } from 'playwright-core';

/** Tab until that is what has the focus. */
export async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 80; presses++) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => document.activeElement?.textContent?.trim());
    if (focused === name) return;
  }
  throw new Error(`Tab does not reach ${name}`);
}

/** What the focused cell says of itself, how it is marked, and whether nothing hides it. */
export async function focusedCell(page: Page) {
  return page.evaluate(() => {
    const cell = document.activeElement;
    const drawn = cell?.firstElementChild;
    if (cell?.getAttribute('role') !== 'gridcell' || !drawn) return null;
    const { left, right, top, bottom } = drawn.getBoundingClientRect();
    const [x, y] = [(left + right) / 2, (top + bottom) / 2];
    const edges = [
      [left + 4, y],
      [right - 4, y],
      [x, top + 2],
      [x, bottom - 2],
    ] as const;
    return {
      name: drawn.getAttribute('aria-label')?.replace(/:.*/, ''),
      inView: edges.every((edge) => cell.contains(document.elementFromPoint(...edge))),
      ring: getComputedStyle(drawn).outlineStyle,
    };
  });
}

/** Whether the marked tool stands where a person sees it. */
export function isMarkShown(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const row = document.querySelector('li[aria-current=true]');
    const { left, top, height } = row?.getBoundingClientRect() ?? new DOMRect();
    return row?.contains(document.elementFromPoint(left + 24, top + height / 2)) ?? false;
  });
}
