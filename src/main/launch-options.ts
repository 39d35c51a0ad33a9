import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultDataDir, defaultRegistryPath } from '../core/registry/registry-path.ts';

/** How the app was started: by a person, at login, or by `lmcp serve`. */
export interface LaunchOptions {
  readonly dataDir: string;
  readonly registryPath: string;
  /** No window: the tray alone. */
  readonly hidden: boolean;
  readonly allowKeyFile: boolean;
  /** Instead of the registry's; 0 takes a free one. */
  readonly port?: number;
}

const known = {
  hidden: { type: 'boolean' },
  data: { type: 'string' },
  registry: { type: 'string' },
  'allow-key-file': { type: 'boolean' },
  port: { type: 'string' },
} as const;

/**
 * Reads what this app knows from its arguments and ignores the rest, which is Chromium's.
 * @param args without the executable
 */
export function parseLaunch(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
): LaunchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: known,
    strict: false,
    allowPositionals: true,
  });
  const text = (value: string | boolean | undefined) =>
    typeof value === 'string' && value !== '' ? value : undefined;
  const port = /^\d{1,5}$/.test(text(values.port) ?? '') ? Number(values.port) : undefined;
  return {
    dataDir: resolve(text(values.data) ?? defaultDataDir(platform, env, homedir())),
    registryPath: resolve(text(values.registry) ?? defaultRegistryPath(platform, env, homedir())),
    hidden: values.hidden === true,
    allowKeyFile: values['allow-key-file'] === true,
    ...(port === undefined || port > 65_535 ? {} : { port }),
  };
}

/** Whether a second start asks for the window; a hidden one asks for the gateway. It may ask for nothing else (EL-13). */
export function wantsWindow(args: readonly string[]): boolean {
  return !args.includes('--hidden');
}

/** The arguments of this start for another one, with or without a window. */
export function relaunchArgs(args: readonly string[], hidden: boolean): string[] {
  const others = args.filter((argument) => argument !== '--hidden');
  return hidden ? [...others, '--hidden'] : others;
}
