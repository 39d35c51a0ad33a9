import type { Command, Option } from 'commander';
import type { Session } from '../session.ts';

/** Words that may follow each command path, taken from the command tree itself. */
export function completionWords(program: Command): Map<string, string[]> {
  const words = new Map<string, string[]>();
  const visit = (command: Command, path: string) => {
    const own = command.options.map((option: Option) => option.long ?? option.short ?? '');
    const subcommands = command.commands.map((child) => child.name());
    words.set(
      path,
      [...subcommands, ...own, '--help'].filter((word) => word !== ''),
    );
    for (const child of command.commands) visit(child, `${path} ${child.name()}`.trim());
  };
  visit(program, '');
  return words;
}

export function addCompletionCommand(program: Command, session: Session): void {
  program
    .command('completion')
    .description('print a completion script for a shell')
    .argument('<shell>', 'bash, zsh or fish')
    .addHelpText(
      'after',
      '\nExample:\n  lmcp completion bash > ~/.local/share/bash-completion/completions/lmcp',
    )
    .action(async (shell: string, _options: unknown, command: Command) => {
      const words = completionWords(program);
      const render = { bash, zsh, fish }[shell];
      if (render === undefined)
        command.error(`error: no completion for ${shell}; there is bash, zsh, fish`);
      else await session.output(command).line(render(words));
    });
}

type Words = ReadonlyMap<string, readonly string[]>;

function bash(words: Words): string {
  const cases = [...words].map(([path, list]) => `    "${path}") words="${list.join(' ')}" ;;`);
  return `_lmcp() {
  local path="" word words=""
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in -*) ;; *) path="\${path:+$path }$word" ;; esac
  done
  case "$path" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _lmcp lmcp`;
}

function zsh(words: Words): string {
  return `#compdef lmcp
autoload -U +X bashcompinit && bashcompinit
${bash(words)}`;
}

function fish(words: Words): string {
  const lines = [...words].flatMap(([path, list]) => {
    const depth = path === '' ? 0 : path.split(' ').length;
    const when = path === '' ? '__fish_use_subcommand' : `__lmcp_at ${depth} ${path}`;
    return `complete -c lmcp -n '${when}' -f -a '${list.join(' ')}'`;
  });
  return `function __lmcp_at
  set -l words (commandline -opc)[2..-1]
  set -l plain (string match -v -- '-*' $words)
  test "$plain[1..$argv[1]]" = "$argv[2..-1]"; and test (count $plain) -eq $argv[1]
end
${lines.join('\n')}`;
}
