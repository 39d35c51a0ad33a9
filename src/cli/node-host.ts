import type { CommandHost } from './command-host.ts';

/** The command line under plain Node: whatever it needs of the engine is loaded when it is needed. */
export const nodeHost: CommandHost = {
  serve: async (context, options) => {
    const { serveHere } = await import('./serve-here.ts');
    return serveHere(context, options);
  },
  openFiles: async (places, terminal) => {
    const { openFiles } = await import('./open-files.ts');
    return openFiles(places, terminal);
  },
  verifyFiles: async (dataDir, env) => {
    const { verifyFiles } = await import('../core/verify-files.ts');
    return verifyFiles(dataDir, env);
  },
};
