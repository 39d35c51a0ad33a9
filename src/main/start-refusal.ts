import type { DesktopElectron } from './desktop-electron.ts';
import { forbiddenSwitch } from './security.ts';

/** Why the app does not start: what a person reads, and what it ends with. */
export interface StartRefusal {
  readonly exitCode: 1 | 2;
  readonly reason: string;
  /** What to do next. */
  readonly hint: string;
  /** False where Chromium would open what is refused by the time that it is ready. */
  readonly canWait: boolean;
}

/** An AppImage adds it by itself where the system lets no program make user namespaces. */
const noSandbox = '--no-sandbox';

/** The refusal of a packaged app that was given a switch which weakens it (EL-10), or null. */
export function refusalOfSwitches(args: readonly string[]): StartRefusal | null {
  const worst = forbiddenSwitch(args.filter((argument) => argument !== noSandbox));
  if (worst !== null) {
    const reason = `LMCP does not start with ${worst}: it would open the app to other programs.`;
    return { exitCode: 2, reason, hint: 'Start it without this switch.', canWait: false };
  }
  if (!args.includes(noSandbox)) return null;
  return {
    exitCode: 2,
    reason: `LMCP does not start with ${noSandbox}: its page would run without a sandbox.`,
    hint:
      'An AppImage adds this switch by itself where the system forbids user namespaces or has no `unshare` command. ' +
      'Install the deb package, which needs neither, or allow them: on Ubuntu ' +
      '`sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0`, on older Debian ' +
      '`sudo sysctl kernel.unprivileged_userns_clone=1`. Then start LMCP again.',
    canWait: true,
  };
}

/** What is said of a data directory that cannot be made. */
export function refusalOfDataDir(dataDir: string, error: unknown): StartRefusal {
  return {
    exitCode: 1,
    reason: `LMCP cannot use the data directory ${dataDir}: ${textOf(error)}`,
    hint: 'Move away what lies in its place or let this account write there, or start with --data=DIR for another one.',
    canWait: true,
  };
}

/** What is said of a start that failed for a reason of its own. */
export function refusalOfError(error: unknown): StartRefusal {
  return {
    exitCode: 1,
    reason: `LMCP could not start: ${textOf(error)}`,
    hint: 'Start it again. If that fails too, report what stands here.',
    canWait: true,
  };
}

/** What is said when the app ends over an error that nobody foresaw. */
export function failureText(error: unknown, logPath: string): string {
  return (
    `LMCP has met an error that nobody foresaw, and has ended rather than go on with it: ${textOf(error)}\n\n` +
    `Start it again. If it ends again, report what stands in ${logPath}.`
  );
}

/** Says it in a dialog and on stderr, then ends the app. */
export async function refuseStart(
  { app, showError }: Pick<DesktopElectron, 'app' | 'showError'>,
  { platform, writeLog }: { platform: NodeJS.Platform; writeLog: (line: string) => void },
  { exitCode, reason, hint, canWait }: StartRefusal,
): Promise<void> {
  writeLog(`${reason}\n${hint}\n`);
  // Linux shows no dialog before the app is ready; the others do.
  if (platform === 'linux' && canWait) await app.whenReady();
  showError('LMCP does not start', `${reason}\n\n${hint}`);
  app.exit(exitCode);
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
