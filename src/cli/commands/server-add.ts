import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { looksSecret } from '../../core/management/editing/secret-fields.ts';
import { AppError } from '../../shared/errors.ts';
import { collect, collectList, collectPairs } from '../parse-options.ts';
import { readSecrets } from '../read-secret.ts';
import type { Session } from '../session.ts';

interface AddOptions {
  env?: Record<string, string>;
  secretEnv?: string[];
  url?: string;
  header?: Record<string, string>;
  secretHeader?: string[];
  cwd?: string;
  autostart?: boolean;
  description?: string;
  tag?: string[];
  sharing?: 'shared' | 'per_client' | 'per_session';
  trust?: 'first_use' | 'review';
}

const examples = `
Examples:
  lmcp server add files -- npx -y @modelcontextprotocol/server-filesystem@2026.8.31 ~/projects
  lmcp server add github --secret-env GITHUB_TOKEN -- npx -y some-github-server   # asks for the value
  lmcp server add docs --url https://docs.example/mcp --secret-header Authorization < token.txt

A new server is granted to nobody: \`lmcp client allow CLIENT ${'NAME'}\` grants it.
Values of --env and --header stay readable to every process while this command runs. Those that look
secret go to the secret store; --secret-env and --secret-header never put them on the command line.`;

export function addServerAddCommand(server: Command, session: Session): void {
  server
    .command('add')
    .description('register a server: a command behind `--`, or --url')
    .argument('<name>', 'id of the server; it becomes the prefix of its tools')
    .argument('[command...]', 'program and arguments, behind --')
    .option('--env <KEY=VALUE>', 'environment of the command (repeatable)', collectPairs)
    .option(
      '--secret-env <KEY>',
      'one whose value is asked for, or read from stdin (repeatable)',
      collect,
    )
    .option('--cwd <dir>', 'working directory of the command')
    .option('--url <url>', 'address of a Streamable HTTP server, instead of a command', parseUrl)
    .option('--header <NAME=VALUE>', 'header for --url (repeatable)', collectPairs)
    .option('--secret-header <NAME>', 'one whose value is asked for, or read from stdin', collect)
    .option('--autostart', 'start it with the engine instead of on first use')
    .option('--description <text>', 'what it is for')
    .option('--tag <a,b>', 'tags (repeatable)', collectList)
    .addOption(
      new Option('--sharing <how>', 'who shares one process').choices([
        'shared',
        'per_client',
        'per_session',
      ]),
    )
    .addOption(
      new Option('--trust <how>', 'when its first definitions count as approved').choices([
        'first_use',
        'review',
      ]),
    )
    .addHelpText('after', examples)
    .action(async (id: string, argv: string[], options: AddOptions, command: Command) => {
      const output = session.output(command);
      for (const key of secretsOnCommandLine(options))
        await output.notice(
          `lmcp: the value of ${key} was on the command line, where others can read it`,
        );
      const labels = [...(options.secretEnv ?? []), ...(options.secretHeader ?? [])];
      const values = await readSecrets(labels, session.terminal);
      const entry = toEntry(argv, options, values, session.terminal.cwd);
      await session.withEngine(command, async ({ api }) => {
        const { revision, storedSecrets } = await api.servers.add({ id, entry, secrets: labels });
        await output.result({ id, revision, storedSecrets }, () => {
          const kept = storedSecrets.map((name) => `\n  in the secret store: ${name}`).join('');
          return `Added ${id}; it is granted to nobody yet.${kept}\n  Next: lmcp client allow CLIENT ${id}`;
        });
      });
    });
}

function toEntry(
  [program, ...args]: readonly string[],
  options: AddOptions,
  secrets: ReadonlyMap<string, string>,
  cwd: string,
) {
  const { url, env, header, secretEnv, secretHeader, description, tag, autostart, sharing, trust } =
    options;
  const common = {
    ...(description === undefined ? {} : { description }),
    ...(tag === undefined ? {} : { tags: tag }),
    ...(autostart === undefined ? {} : { autostart }),
    ...(sharing === undefined ? {} : { sharing }),
    ...(trust === undefined ? {} : { trust }),
  };
  if ((url === undefined) === (program === undefined)) {
    throw new AppError('usage', 'Give either a command behind `--` or --url');
  }
  if (url !== undefined) {
    if (env !== undefined || secretEnv !== undefined || options.cwd !== undefined)
      throw new AppError('usage', '--env, --secret-env and --cwd belong to a command');
    const headers = { ...header, ...pick(secrets, secretHeader) };
    return { transport: 'http' as const, url, ...atLeastOne('headers', headers), ...common };
  }
  if (header !== undefined || secretHeader !== undefined)
    throw new AppError('usage', '--header and --secret-header belong to --url');
  return {
    transport: 'stdio' as const,
    command: program ?? '',
    ...(args.length === 0 ? {} : { args }),
    ...(options.cwd === undefined ? {} : { cwd: resolve(cwd, options.cwd) }),
    ...atLeastOne('env', { ...env, ...pick(secrets, secretEnv) }),
    ...common,
  };
}

function pick(values: ReadonlyMap<string, string>, keys: readonly string[] = []) {
  return Object.fromEntries(keys.map((key) => [key, values.get(key) ?? '']));
}

function atLeastOne(key: 'env' | 'headers', values: Record<string, string>) {
  return Object.keys(values).length === 0 ? {} : { [key]: values };
}

function secretsOnCommandLine({ env, header }: AddOptions): string[] {
  return Object.entries({ ...env, ...header })
    .filter(([key, value]) => looksSecret(key, value))
    .map(([key]) => key);
}

function parseUrl(text: string): string {
  if (/^https?:\/\//i.test(text) && URL.canParse(text)) return text;
  throw new InvalidArgumentError('Give an http:// or https:// URL.');
}
