import type { Locator } from 'playwright-core';

/** Whether a part of the text has no room: it is cut, or hangs out of what clips it. */
export function isCut(text: Locator): Promise<boolean> {
  return text.evaluate((own) => {
    const { left, right } = own.getBoundingClientRect();
    for (let box: Element | null = own; box !== null; box = box.parentElement) {
      if (getComputedStyle(box).overflowX === 'visible') continue;
      const around = box.getBoundingClientRect();
      if (left < around.left - 1 || right > around.right + 1) return true;
      if (box === own && box.scrollWidth > box.clientWidth) return true;
    }
    return own.scrollWidth > own.clientWidth && own.clientWidth > 0;
  });
}
