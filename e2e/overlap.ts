import type { Locator } from 'playwright-core';

/** Whether any part of one lies over the other. */
export async function overlap(one: Locator, other: Locator): Promise<boolean> {
  const [a, b] = [await one.boundingBox(), await other.boundingBox()];
  if (a === null || b === null) throw new Error('one of them is not shown');
  const inX = a.x < b.x + b.width && b.x < a.x + a.width;
  const inY = a.y < b.y + b.height && b.y < a.y + a.height;
  return inX && inY;
}
