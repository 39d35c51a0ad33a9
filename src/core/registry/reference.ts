import { isAbsolute } from 'node:path';

/** A value that is kept elsewhere: in the secret store, the engine's environment or a file. */
export type Reference =
  | { kind: 'secret'; name: string; text: string }
  | { kind: 'env'; name: string; text: string }
  | { kind: 'file'; name: string; text: string };

/** A registry string, cut into literal text and references. */
export type ReferencePart = string | Reference;

const token = /\$\$\{|\$\{([^}]*)\}|\{file:([^}]*)\}|\$\{|\{file:/g;
const secretName = /^[A-Za-z0-9](?:[A-Za-z0-9_./-]{0,126}[A-Za-z0-9_])?$/;
const environmentName = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** The engine's own keys: no upstream may be handed them. */
const reservedEnvironment = new Set(['LMCP_PASSPHRASE', 'LMCP_PASSPHRASE_FILE']);

/** Where the secret store keeps what `${secret:NAME}` names: upstream secrets only, never tokens or engine keys. */
export function secretStoreName(name: string): string {
  return `server/${name}`;
}

/**
 * Cuts `text` at `${secret:NAME}`, `${env:NAME}` and `{file:/PATH}`; `$${` is a plain `${`.
 * Returns the reason (without values) when something looks like a reference and is none.
 */
export function parseReferences(text: string): ReferencePart[] | { reason: string } {
  const parts: ReferencePart[] = [];
  let literal = '';
  let end = 0;
  for (const match of text.matchAll(token)) {
    literal += text.slice(end, match.index);
    end = match.index + match[0].length;
    if (match[0] === '$${') {
      literal += '${';
      continue;
    }
    const reference = toReference(match[0], match[1], match[2]);
    if ('reason' in reference) return reference;
    if (literal !== '') parts.push(literal);
    literal = '';
    parts.push(reference);
  }
  literal += text.slice(end);
  if (literal !== '' || parts.length === 0) parts.push(literal);
  return parts;
}

function toReference(
  text: string,
  inDollar: string | undefined,
  inFile: string | undefined,
): Reference | { reason: string } {
  if (inFile !== undefined) {
    const absolute = isAbsolute(inFile) || inFile.startsWith('~/');
    return absolute && !inFile.includes('\0')
      ? { kind: 'file', name: inFile, text }
      : { reason: '{file:…} needs an absolute path, or one that starts with ~/' };
  }
  if (inDollar === undefined) return { reason: 'a reference is not closed with }' };
  const colon = inDollar.indexOf(':');
  const kind = inDollar.slice(0, colon);
  const name = inDollar.slice(colon + 1);
  if (kind === 'secret') {
    return secretName.test(name) && !name.includes('..')
      ? { kind, name, text }
      : { reason: 'the name in ${secret:…} may hold letters, digits and _ . / - (1 to 128)' };
  }
  if (kind === 'env') {
    if (!environmentName.test(name)) return { reason: '${env:…} needs the name of a variable' };
    return reservedEnvironment.has(name)
      ? { reason: `\${env:${name}} is the engine's own and is not handed on` }
      : { kind, name, text };
  }
  return {
    reason:
      'unknown reference: ${secret:NAME}, ${env:NAME} and {file:/PATH} exist; write $${ for a plain ${',
  };
}
