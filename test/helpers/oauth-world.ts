import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { z } from 'zod';
import { testServerPath } from './upstream-rig.ts';

const entries = z.array(
  z.object({
    path: z.string(),
    query: z.record(z.string(), z.string()),
    headers: z.record(z.string(), z.string()),
    form: z.record(z.string(), z.string()),
  }),
);

type Entry = z.output<typeof entries>[number];

/** test/servers/oauth.mjs, running. */
export interface OAuthWorld {
  readonly origin: string;
  /** The registry entry of the server with these manners. */
  server(
    manner: string,
    oauth?: Readonly<Record<string, unknown>>,
  ): { transport: 'http'; url: string };
  issuer(manner: string): string;
  /** What arrived, of paths that end so. */
  log(manner: string, pathEnd?: string): Promise<Entry[]>;
  /** Ends every access token of the server. */
  endTokens(manner: string): Promise<void>;
  /** The server names another issuer from now on. */
  move(manner: string): Promise<void>;
  /** Answers the requests for tokens that it holds back. */
  release(manner: string): Promise<void>;
  kill(): Promise<void>;
}

export async function startOAuthWorld(): Promise<OAuthWorld> {
  const child = spawn(process.execPath, [testServerPath('oauth.mjs')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const [line] = await once(child.stdout, 'data');
  const { port } = z.object({ port: z.number() }).parse(JSON.parse(String(line)));
  const origin = `http://127.0.0.1:${port}`;
  const tell = async (what: string) => void (await fetch(`${origin}/${what}`, { method: 'POST' }));
  return {
    origin,
    server: (manner, oauth) => ({
      transport: 'http',
      url: `${origin}/mcp/${manner}`,
      ...(oauth !== undefined && { oauth }),
    }),
    issuer: (manner) => `${origin}/as/${manner}`,
    log: async (manner, pathEnd = '') => {
      const response = await fetch(`${origin}/log/${manner}`);
      return entries.parse(await response.json()).filter(({ path }) => path.endsWith(pathEnd));
    },
    endTokens: (manner) => tell(`end/${manner}`),
    move: (manner) => tell(`move/${manner}`),
    release: (manner) => tell(`release/${manner}`),
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
