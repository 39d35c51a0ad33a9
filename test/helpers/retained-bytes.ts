import { setTimeout } from 'node:timers/promises';
import { garbageCollector } from './collect-garbage.ts';

/** How many bytes of the heap, and of buffers and long strings beside it, `work` leaves behind while its result is held. */
export async function retainedBytes(work: () => unknown): Promise<number> {
  const collect = garbageCollector();
  const used = async () => {
    // What lies beside the heap is given back a moment after what held it.
    for (let times = 0; times < 2; times++) {
      collect({ type: 'major' });
      await setTimeout(50);
    }
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  const before = await used();
  const held = [work()];
  const after = await used();
  // Held until here.
  held.length = 0;
  return after - before;
}
