import type { ManagementEvent } from '../../shared/contract-events.ts';
import { isEventName } from '../../shared/event-names.ts';

/**
 * Reads the engine's event stream piece by piece: `push` takes what arrived and hands on every event that is whole.
 * Comments and names that this page does not know are passed over.
 */
export function createEventDecoder(handOn: (event: ManagementEvent) => void) {
  let rest = '';
  return {
    push(text: string): void {
      const blocks = (rest + text).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const event = readBlock(block);
        if (event !== null) handOn(event);
      }
    },
  };
}

function readBlock(block: string): ManagementEvent | null {
  let name = '';
  const data: string[] = [];
  for (const line of block.split('\n')) {
    if (line.startsWith('event: ')) name = line.slice(7);
    else if (line.startsWith('data: ')) data.push(line.slice(6));
  }
  if (!isEventName(name) || data.length === 0) return null;
  try {
    // The engine wrote it by the same contract; what is drawn from it is text.
    return { event: name, data: JSON.parse(data.join('\n')) } as ManagementEvent;
  } catch {
    return null;
  }
}
