import { PassThrough } from 'node:stream';
import type { Argument, Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { completionWords } from './commands/completion.ts';
import { nodeHost } from './node-host.ts';
import { createProgram } from './program.ts';
import { Session } from './session.ts';

function program(): Command {
  const stream = () => new PassThrough();
  const terminal = { stdin: stream(), stdout: stream(), stderr: stream() };
  const places = { env: {}, cwd: '/', home: '/', platform: 'linux' } as const;
  return createProgram(new Session({ ...terminal, ...places }, nodeHost));
}

const cell = (text: string) => text.replaceAll('|', '\\|');

function usageOf({
  name,
  required,
  variadic,
}: {
  name: string;
  required: boolean;
  variadic: boolean;
}) {
  const text = variadic ? `${name}...` : name;
  return required ? `<${text}>` : `[${text}]`;
}

const capitalised = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

function renderCommand(command: Command, path: string): string[] {
  const own = command.registeredArguments.map((argument: Argument) =>
    usageOf({
      name: argument.name(),
      required: argument.required,
      variadic: argument.variadic,
    }),
  );
  if (command.commands.length > 0) {
    return command.commands.flatMap((child) => renderCommand(child, `${path} ${child.name()}`));
  }
  const options = command.options.map(
    ({ flags, description }) => `| \`${cell(flags)}\` | ${cell(description)} |`,
  );
  const usage = [path, ...own].join(' ');
  const table = options.length === 0 ? [] : ['', '| Option | Meaning |', '|---|---|', ...options];
  return ['', `### \`${usage}\``, '', `${capitalised(command.description())}.`, ...table];
}

/** docs/cli.md as it must read; `vitest -u` writes it anew. */
function renderReference(): string {
  const root = program();
  const globals = root.options.map(
    ({ flags, description }) => `| \`${flags}\` | ${cell(description)} |`,
  );
  return [
    '# The command line',
    '',
    'Made from the command tree of `lmcp`; a test holds the two together. `lmcp COMMAND --help` has examples.',
    '',
    'Commands talk to the engine that runs on the data directory, over its local socket. Where none runs they work on the files',
    'and hold the lock while they do. Results go to stdout; errors, with a code and what to do, to stderr.',
    '',
    '## Options of every command',
    '',
    '| Option | Meaning |',
    '|---|---|',
    ...globals,
    '',
    '## Exit codes',
    '',
    '| Code | Meaning |',
    '|---|---|',
    '| 0 | ok |',
    '| 1 | failed |',
    '| 2 | wrong usage (64 for `lmcp test mcp`, whose 1 is transport or authentication and whose 2 is the contract) |',
    '| 3 | configuration invalid |',
    '| 4 | cannot reach the engine |',
    '| 5 | refused by policy; `lmcp explain` of a call that would be denied |',
    '| 6 | verification failed |',
    '',
    '## Commands',
    ...renderCommand(root, 'lmcp'),
    '',
  ].join('\n');
}

describe('the command tree', () => {
  it('is what docs/cli.md says', async () => {
    await expect(renderReference()).toMatchFileSnapshot('../../docs/cli.md');
  });

  it('describes every command and option', () => {
    const visit = (command: Command) => {
      expect(command.description(), command.name()).not.toBe('');
      for (const option of command.options) expect(option.description, option.flags).not.toBe('');
      command.commands.forEach(visit);
    };
    visit(program());
  });

  it('completes what is there', () => {
    const words = completionWords(program());
    expect(words.get('')).toEqual(expect.arrayContaining(['serve', 'server', '--json']));
    expect(words.get('audit query')).toEqual(expect.arrayContaining(['--client', '--since']));
  });
});
