import { fileURLToPath } from 'node:url';
import { startProcess, type Target } from './target.ts';

const file = (name: string) => fileURLToPath(new URL(`./targets/${name}`, import.meta.url));

async function startFloor(name: string, script: string, args: readonly string[]): Promise<Target> {
  const { child, firstLine } = await startProcess(process.execPath, [file(script), ...args]);
  return {
    name,
    port: Number(firstLine.port),
    path: '/mcp',
    headers: {},
    toolName: (tool) => tool,
    process: child,
  };
}

/** An HTTP server that answers by itself. */
export const startDirect = () => startFloor('direct', 'direct.mjs', []);

/** A bare HTTP-to-stdio relay with nothing checked, in front of a server with `tools` tools. */
export const startPipe = (tools = 2, name = 'pipe') =>
  startFloor(name, 'pipe.mjs', [String(tools)]);

/** The same with 500 bytes appended and fdatasync-ed before each message is forwarded. */
export const startPipeSync = (journal: string) =>
  startFloor('pipe+sync', 'pipe.mjs', ['2', '--sync', journal]);

export const stdioServer = file('stdio-server.mjs');
