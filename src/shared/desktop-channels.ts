/** Every channel between page and main process; pinned by a test (EL-7). */
export const desktopChannels = {
  /** Page to main: a method of the engine's contract. */
  invoke: 'lmcp:invoke',
  /** Page to main: a verb of the desktop contract. */
  host: 'lmcp:host',
  /** Main to page: an event of the engine. */
  event: 'lmcp:event',
  /** Main to page: where the engine stands. */
  engine: 'lmcp:engine',
  /** Main to page: the word of a view to show. */
  open: 'lmcp:open',
} as const;
