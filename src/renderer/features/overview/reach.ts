export interface Reach {
  readonly local: boolean;
  /** Two or three words. */
  readonly word: string;
  readonly sentence: string;
}

const loopback = /^(127(\.\d+){3}|localhost|\[::1\])$/;

/** Who can reach the endpoint at all, by the address that it listens on. */
export function reachOf(url: string | null): Reach {
  if (url === null)
    return { local: true, word: 'Serves no clients', sentence: 'This engine serves no clients.' };
  if (loopback.test(new URL(url).hostname))
    return {
      local: true,
      word: 'This computer only',
      sentence: 'Reachable from this computer only.',
    };
  return {
    local: false,
    word: 'Reachable from the network',
    sentence: 'Reachable from other computers.',
  };
}
