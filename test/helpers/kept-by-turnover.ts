import { garbageCollector } from './collect-garbage.ts';

const open = 32;
const items = 20_000;
const itemBytes = 4_096;

/**
 * Puts items into something that has grown old and takes them out again, 32 at a time, as calls come and go.
 * @param add puts one in; what it returns takes it out.
 * @returns which share of them is still in memory after collections of the young generation alone.
 */
export function keptByTurnover(add: (item: object) => () => void): number {
  const collect = garbageCollector();
  const leave: (() => void)[] = [];
  const turn = () => {
    leave.push(add({ filling: new Array(itemBytes / 8).fill(0.5) }));
    if (leave.length > open) leave.shift()?.();
  };
  for (let item = 0; item < 10 * open; item++) turn();
  collect({ type: 'major' });
  const before = process.memoryUsage().heapUsed;
  for (let item = 0; item < items; item++) {
    turn();
    if (item % 500 === 0) collect({ type: 'minor' });
  }
  collect({ type: 'minor' });
  return (process.memoryUsage().heapUsed - before) / (items * itemBytes);
}
