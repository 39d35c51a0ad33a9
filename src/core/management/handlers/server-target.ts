/** What an entry runs or connects to, for people. */
export interface ServerTarget {
  /** The argument vector; empty where no command is run. */
  readonly command: string[];
  /** The same quoted as one line, or the URL, or the manifest. */
  readonly line: string;
}

/** @param entry an entry whose secrets are masked. */
export function targetOf(entry: Readonly<Record<string, unknown>>): ServerTarget {
  if (typeof entry.url === 'string') return { command: [], line: entry.url };
  if (typeof entry.manifest === 'string') return { command: [], line: entry.manifest };
  if (typeof entry.command !== 'string') return { command: [], line: '' };
  const args = Array.isArray(entry.args) ? entry.args.map(String) : [];
  const command = [entry.command, ...args];
  return { command, line: command.map(quote).join(' ') };
}

/** As a POSIX shell would want it: what is shown can be pasted. */
function quote(argument: string): string {
  if (/^[A-Za-z0-9_@%+=:,./~-]+$/.test(argument)) return argument;
  return `'${argument.replaceAll("'", `'\\''`)}'`;
}
