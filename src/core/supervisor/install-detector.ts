import { basename } from 'node:path';

const runners: Readonly<Record<string, readonly string[]>> = {
  npx: [],
  uvx: [],
  bunx: [],
  pipx: ['run'],
  npm: ['exec', 'x'],
  pnpm: ['dlx'],
  yarn: ['dlx'],
  uv: ['run', 'tool'],
  bun: ['x'],
  deno: ['run'],
};

/**
 * True for commands that may fetch and install a package before the server itself runs. Their first start is shown as
 * "installing" and has `timeouts.install_s` instead of `timeouts.initialize_s`.
 */
export function mayInstall(command: string, args: readonly string[]): boolean {
  const name = basename(command.replaceAll('\\', '/')).replace(/\.(?:exe|cmd|bat|ps1)$/i, '');
  const verbs = Object.hasOwn(runners, name) ? runners[name] : undefined;
  if (verbs === undefined) return false;
  if (verbs.length === 0) return true;
  const verb = args.find((argument) => !argument.startsWith('-'));
  return verb !== undefined && verbs.includes(verb);
}
