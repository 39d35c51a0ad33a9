import { type Command, InvalidArgumentError } from 'commander';
import { AppError } from '../../shared/errors.ts';
import { collectList } from '../parse-options.ts';
import type { Session } from '../session.ts';

interface CheckOptions {
  tokenEnv?: string;
  timeout: number;
  tool?: string;
  args?: Record<string, unknown>;
  expectTools?: string[];
}

const notes = `
Exit codes: 0 ok, 1 transport or authentication failed, 2 the server did not keep the contract
(a tool is missing, a call failed), 64 usage.

Example:
  TOKEN=lmcp_c_... lmcp test mcp http://127.0.0.1:7345/mcp --token-env TOKEN --expect-tools files__read_file`;

export function addTestCommands(program: Command, session: Session): void {
  const test = program.command('test').description('check an MCP endpoint as a client would');
  test
    .command('mcp')
    .description('connect with the official SDK, list the tools, call one')
    .argument('<url>', 'Streamable HTTP endpoint', parseUrl)
    .option('--token-env <name>', 'environment variable that holds the bearer token')
    .option('--timeout <seconds>', 'for each step', parseSeconds, 10)
    .option('--tool <name>', 'tool to call')
    .option('--args <json>', 'its arguments, one JSON object', parseObject)
    .option('--expect-tools <a,b>', 'tools that must be listed', collectList)
    .addHelpText('after', notes)
    .action(async (url: string, options: CheckOptions, command: Command) => {
      if (options.args !== undefined && options.tool === undefined)
        throw new AppError('usage', '--args needs --tool');
      const { checkEndpoint } = await import('../check-endpoint.ts');
      const token = readToken(options.tokenEnv, session);
      const { tool, args, expectTools, timeout } = options;
      const report = await checkEndpoint(url, {
        timeoutMs: timeout * 1_000,
        token,
        tool,
        args: args ?? {},
        expectTools: expectTools ?? [],
      });
      await session
        .output(command)
        .result(report, () =>
          report.steps
            .map(({ name, ok, detail }) => `${ok ? 'ok    ' : 'FAILED'}  ${name}  ${detail}`)
            .join('\n'),
        );
      session.exitCode = { ok: 0, transport: 1, contract: 2 }[report.outcome];
    });
}

function readToken(name: string | undefined, session: Session): string | undefined {
  if (name === undefined) return undefined;
  const token = session.terminal.env[name];
  if (token) return token;
  throw new AppError('usage', `The environment variable ${name} is not set`);
}

function parseUrl(text: string): string {
  if (/^https?:\/\//i.test(text) && URL.canParse(text)) return text;
  throw new InvalidArgumentError('Give an http:// or https:// URL.');
}

function parseSeconds(text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0 && value <= 3_600) return value;
  throw new InvalidArgumentError('Give seconds, more than 0 and at most 3600.');
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // Answered below, as any other text that is not an object.
  }
  throw new InvalidArgumentError('Give one JSON object.');
}
