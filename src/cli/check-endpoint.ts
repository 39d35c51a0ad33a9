import { Client, ProtocolError, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { showHostileLine } from '../shared/hostile-characters.ts';
import { engineVersion } from './version.ts';

export interface CheckStep {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

export interface CheckReport {
  /** `transport`: nothing could be agreed upon. `contract`: it answered, but not as expected. */
  readonly outcome: 'ok' | 'transport' | 'contract';
  readonly steps: readonly CheckStep[];
  readonly tools: readonly string[];
}

export interface CheckOptions {
  timeoutMs: number;
  token: string | undefined;
  tool: string | undefined;
  args: Record<string, unknown>;
  expectTools: readonly string[];
}

/** Connects as any MCP client would, with the official SDK, and looks at what answers. */
export async function checkEndpoint(url: string, options: CheckOptions): Promise<CheckReport> {
  const { timeoutMs, token, tool, expectTools } = options;
  const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  const transport = new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } });
  const client = new Client({ name: 'lmcp-test', version: engineVersion() });
  const steps: CheckStep[] = [];
  const timing = { timeout: timeoutMs };
  const end = (outcome: CheckReport['outcome'], tools: readonly string[]) => ({
    outcome,
    steps,
    tools,
  });
  try {
    await client.connect(transport, timing);
    const server = client.getServerVersion();
    const name = showHostileLine(`${server?.name ?? 'unnamed'} ${server?.version ?? ''}`.trim());
    steps.push({ name: 'connect', ok: true, detail: name });
  } catch (error) {
    steps.push({ name: 'connect', ok: false, detail: describe(error) });
    return end('transport', []);
  }
  try {
    const tools = await listTools(client, timing);
    steps.push({ name: 'tools/list', ok: true, detail: `${tools.length} tools` });
    const missing = expectTools.filter((expected) => !tools.includes(expected));
    if (missing.length > 0)
      steps.push({ name: 'expect-tools', ok: false, detail: `missing: ${missing.join(', ')}` });
    if (tool !== undefined) steps.push(await callTool(client, tool, options));
    return end(steps.every(({ ok }) => ok) ? 'ok' : 'contract', tools);
  } catch (error) {
    steps.push({ name: 'tools/list', ok: false, detail: describe(error) });
    return end(error instanceof ProtocolError ? 'contract' : 'transport', []);
  } finally {
    await transport.terminateSession().catch(() => undefined);
    await client.close().catch(() => undefined);
  }
}

async function listTools(client: Client, timing: { timeout: number }): Promise<string[]> {
  const names: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.listTools(cursor === undefined ? {} : { cursor }, timing);
    names.push(...page.tools.map(({ name }) => name));
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return names;
}

async function callTool(client: Client, name: string, options: CheckOptions): Promise<CheckStep> {
  const step = `tools/call ${showHostileLine(name)}`;
  try {
    const timing = { timeout: options.timeoutMs };
    const result = await client.callTool({ name, arguments: options.args }, timing);
    return result.isError === true
      ? { name: step, ok: false, detail: 'the tool answered with isError' }
      : { name: step, ok: true, detail: 'answered' };
  } catch (error) {
    return { name: step, ok: false, detail: describe(error) };
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return showHostileLine(String(error));
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : '';
  return showHostileLine(`${error.message}${cause}`);
}
