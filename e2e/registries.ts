import { join } from 'node:path';
import type { RegistryInput } from '../src/shared/registry.ts';

const servers = join(import.meta.dirname, '..', 'test', 'servers');

/** An entry that runs one of the servers in test/servers. */
export function server(file: string, ...args: string[]) {
  const transport: 'stdio' = 'stdio';
  return { transport, command: process.execPath, args: [join(servers, file), ...args] };
}

/** Two clients and two servers that work. */
export const busyRegistry: RegistryInput = {
  clients: {
    vscode: { app: 'vscode', allow_servers: ['echo', 'files'] },
    codex: { app: 'codex', allow_servers: ['echo'] },
  },
  servers: {
    echo: { ...server('echo.mjs'), description: 'Says what it is told' },
    files: {
      ...server('named-tools.mjs', 'plain', 'read_file', 'write_file', 'delete_file'),
      tool_policy: { mode: 'allow_all', deny: ['delete_*'] },
    },
  },
};
