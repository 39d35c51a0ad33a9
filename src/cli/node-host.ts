import type { CommandHost } from './command-host.ts';

/** The command line under plain Node: whatever it needs of the engine is loaded when it is needed. */
export const nodeHost: CommandHost = {
  serve: async (session, command, options) => {
    const { serveHere } = await import('./serve-here.ts');
    await serveHere(session, command, options);
  },
  openFiles: async (places, terminal) => {
    const { openFiles } = await import('./open-files.ts');
    return openFiles(places, terminal);
  },
  verifyFiles: async (dataDir) => {
    const { verifyFiles } = await import('../core/verify-files.ts');
    return verifyFiles(dataDir);
  },
};
