import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RegistryInput } from '../../src/shared/registry.ts';
import { installedCommand } from './installed-clients.ts';
import { testServerPath } from './upstream-rig.ts';

export interface RealRead {
  readonly method: string;
  readonly params: Record<string, unknown>;
}

/** A published MCP server that needs no network, and what can be asked of it. */
export interface RealServer {
  readonly id: string;
  /** Of test/clients; undefined for the project's own. */
  readonly installed?: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Some leave files where they are started. */
  readonly cwd: string;
  /** How many tools it lists to a client without capabilities. */
  readonly tools: number;
  /** A call that works whenever it is made. */
  readonly call: { readonly name: string; readonly args: Record<string, unknown> };
  /** Further requests beside the lists and the call. */
  readonly reads: readonly RealRead[];
  /** Why the call cannot be made here; undefined where it can. */
  readonly callNeeds?: string;
}

const chromium = '/usr/bin/chromium';

/** Two of them given the same directory and different `copy` see the same and disturb each other in nothing. */
export async function realServers(directory: string, copy = 'one'): Promise<RealServer[]> {
  const files = join(directory, 'files');
  await mkdir(files, { recursive: true });
  await writeFile(join(files, 'letter.txt'), 'Dear reader,\nü 💡\n');
  const npm = (id: string, installed: string, args: readonly string[]) => ({
    ...{ id, installed, command: installedCommand(installed), args },
    ...{ env: {}, cwd: directory, reads: [] },
  });
  const browser = ['--headless', '--isolated', '--no-sandbox', '--executable-path', chromium];
  const picture = 'data:text/html,<title>Here</title><h1>It works</h1>';
  return [
    {
      ...npm('everything', 'mcp-server-everything', ['stdio']),
      tools: 13,
      call: { name: 'get-structured-content', args: { location: 'New York' } },
      reads: [
        { method: 'prompts/get', params: { name: 'args-prompt', arguments: { city: 'Kyoto' } } },
        {
          method: 'resources/read',
          params: { uri: 'demo://resource/static/document/architecture.md' },
        },
      ],
    },
    {
      ...npm('filesystem', 'mcp-server-filesystem', [files]),
      tools: 14,
      call: { name: 'read_text_file', args: { path: join(files, 'letter.txt') } },
    },
    {
      ...npm('memory', 'mcp-server-memory', []),
      tools: 9,
      env: { MEMORY_FILE_PATH: join(directory, `memory-${copy}.jsonl`) },
      call: {
        name: 'create_entities',
        args: {
          entities: [
            { name: 'Ada', entityType: 'person', observations: ['wrote the first program'] },
          ],
        },
      },
      reads: [{ method: 'resources/read', params: { uri: 'memory://knowledge-graph' } }],
    },
    {
      ...npm('thinking', 'mcp-server-sequential-thinking', []),
      tools: 1,
      call: {
        name: 'sequentialthinking',
        args: {
          ...{ thought: 'First of all', thoughtNumber: 1, totalThoughts: 2 },
          nextThoughtNeeded: true,
        },
      },
    },
    {
      ...npm('playwright', 'playwright-mcp', browser),
      tools: 25,
      call: { name: 'browser_navigate', args: { url: picture } },
      ...(existsSync(chromium) ? {} : { callNeeds: `there is no ${chromium}` }),
    },
    {
      id: 'fixture',
      command: process.execPath,
      args: [testServerPath('conformance.mjs'), 'stdio'],
      env: {},
      cwd: directory,
      tools: 37,
      call: { name: 'test_multiple_content_types', args: {} },
      reads: [
        { method: 'prompts/get', params: { name: 'test_prompt_with_image' } },
        { method: 'resources/read', params: { uri: 'test://static-binary' } },
      ],
    },
  ];
}

/** The ids of all of them, for tables of tests. */
export const REAL_SERVER_IDS = [
  'everything',
  'filesystem',
  'memory',
  'thinking',
  'playwright',
  'fixture',
];

/** The registry's `servers:` section for them. */
export function registryOf(servers: readonly RealServer[]): NonNullable<RegistryInput['servers']> {
  return Object.fromEntries(
    servers.map(({ id, command, args, env, cwd }) => [
      id,
      { transport: 'stdio', command, args: [...args], env: { ...env }, cwd },
    ]),
  );
}
