const secretKey =
  /token|secret|passw|passphrase|api[_-]?key|apikey|access[_-]?key|private[_-]?key|auth|bearer|credential|cookie|session/i;
const secretPrefix =
  /^(?:sk|pk|rk|ghp|gho|ghu|ghs|ghr|glpat|xox[abprs]|AKIA|ASIA|AIza|eyJ|lmcp_[cm]|npm|hf|github_pat|shp)[-_A-Za-z0-9]/;

/** True for names such as `API_KEY`, `--token`, `Authorization`. */
export function isSecretKey(name: string): boolean {
  return secretKey.test(name);
}

/** True for values that look like a credential: a known prefix, or 24 and more mixed characters without a break. */
export function isSecretValue(value: string): boolean {
  if (secretPrefix.test(value) && value.length >= 16) return true;
  if (!/^[A-Za-z0-9+=_-]{24,}$/.test(value)) return false;
  return /[A-Z]/.test(value) && /[a-z]/.test(value) && /[0-9]/.test(value);
}

/** `set` or `empty`: all that views and differences say about a secret. */
export function setOrEmpty(value: string): 'set' | 'empty' {
  return value === '' ? 'empty' : 'set';
}

/** `Bearer ${secret:docs/TOKEN}` is fine as well: a scheme word before the reference tells nothing. */
export function isOnlyReference(text: string): boolean {
  return /^(?:[A-Za-z]{1,12} )?(?:\$\{(?:secret|env):[^}]*\}|\{file:[^}]*\})$/.test(text);
}

/**
 * A command line as it may be shown: the value after `--token`, in `--token=…`, of a header, the parts of a URL that may be
 * credentials and anything that looks like one read `set`.
 */
export function maskArguments(args: readonly string[]): string[] {
  return args.map((argument, index) => {
    const before = args[index - 1] ?? '';
    const follows = /^--?\w/.test(before) && !before.includes('=') && isSecretKey(before);
    if (follows && !argument.startsWith('-')) return setOrEmpty(argument);
    const header = maskHeader(argument, headerFlag.test(before));
    if (header !== null) return header;
    const url = maskUrl(argument);
    if (url !== argument) return url;
    const [, name, value] = /^([^=\s]+)=(.*)$/s.exec(argument) ?? [];
    if (name !== undefined && value !== undefined) {
      const hidden = isSecretKey(name) || isSecretValue(value);
      if (hidden) return `${name}=${setOrEmpty(value)}`;
      return `${name}=${maskHeader(value, headerFlag.test(name)) ?? maskUrl(value)}`;
    }
    return isSecretValue(argument) ? 'set' : argument;
  });
}

const headerFlag = /^(?:-H|--?headers?)$/;

/** `Authorization: Bearer …`, as curl and mcp-remote take a header; null where it is none, or where it tells nothing. */
function maskHeader(text: string, isHeader: boolean): string | null {
  const [, name, gap, value] = /^([\w-]+):(\s*)(?!\/\/)(\S.*)$/s.exec(text) ?? [];
  if (name === undefined || gap === undefined || value === undefined) return null;
  // Elsewhere a colon may be part of a word (`npm:pkg`): then only a blank behind it makes a header.
  const isSecret = isHeader || (gap !== '' && (isSecretKey(name) || isSecretValue(value)));
  return isSecret && !isOnlyReference(value) ? `${name}:${gap}set` : null;
}

/**
 * A URL without its user part, the values of its query and the steps of its path that look like a credential, as some
 * services hand out addresses; any other text as it is.
 */
export function maskUrl(text: string): string {
  const [, origin, path, rest] = /^([a-z][a-z0-9+.-]*:\/\/[^/?#]*)([^?#]*)(.*)$/is.exec(text) ?? [];
  if (origin === undefined || path === undefined || rest === undefined) return text;
  const steps = path.split('/').map((step) => (isSecretValue(step) ? 'set' : step));
  return [
    origin.replace(/\/\/.*@/s, '//set@'),
    steps.join('/'),
    rest.replace(/([?&#][^=&#]+)=([^&#]+)/g, '$1=set'),
  ].join('');
}
