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

/**
 * A command line as it may be shown: the value after `--token`, in `--token=…` and anything that looks like a
 * credential reads `set`.
 */
export function maskArguments(args: readonly string[]): string[] {
  return args.map((argument, index) => {
    const before = args[index - 1] ?? '';
    const follows = /^--?\w/.test(before) && !before.includes('=') && isSecretKey(before);
    if (follows && !argument.startsWith('-')) return setOrEmpty(argument);
    const assigned = /^([^=\s]+)=(.*)$/s.exec(argument);
    if (assigned?.[1] !== undefined && assigned[2] !== undefined) {
      const hidden = isSecretKey(assigned[1]) || isSecretValue(assigned[2]);
      if (hidden) return `${assigned[1]}=${setOrEmpty(assigned[2])}`;
    }
    return isSecretValue(argument) ? 'set' : maskUrl(argument);
  });
}

/** A URL without its user part and without the values of its query; any other text as it is. */
export function maskUrl(text: string): string {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return text;
  return text
    .replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#@]*@/i, '$1set@')
    .replace(/([?&][^=&#]+)=([^&#]+)/g, '$1=set');
}
