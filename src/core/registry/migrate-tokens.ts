import type { Logger } from '../log.ts';
import { isRecord } from './parse-section.ts';
import type { RegistryEdit } from './registry.ts';
import type { RegistryDocument } from './registry-document.ts';
import { toRegistryError } from './registry-issue.ts';

/** A token that stands in the file in plain text, as the original LMCP kept it. */
export interface PlainToken {
  path: readonly string[];
  /** Null for `lmcp.management_token`. */
  clientId: string | null;
  token: string;
  /** True for what an example file holds: nobody may get in with it. */
  placeholder: boolean;
}

/** Who takes the tokens over. Both may be called again with the same token after a crash. */
export interface TokenAdopter {
  adoptToken(clientId: string, token: string): Promise<void>;
  adoptManagementToken(token: string): Promise<void>;
}

const placeholders =
  /^(?:your-secure-token-here|another-secure-token|replace[-_ ]?me.*|change[-_ ]?me.*|<.*>)$/i;
/** A shorter token can be guessed; it is adopted, because the file loads unchanged, and named in the log. */
const weakTokenLength = 20;

/** The plain tokens of a document that passed `checkRegistry`. @throws AppError `registry_invalid` for a reference in a token. */
export function findPlainTokens(document: RegistryDocument): PlainToken[] {
  const { data } = document;
  if (!isRecord(data)) return [];
  const found: PlainToken[] = [];
  if (isRecord(data.lmcp)) add(found, document, null, ['lmcp', 'management_token'], data.lmcp);
  for (const [id, entry] of Object.entries(isRecord(data.clients) ? data.clients : {})) {
    if (isRecord(entry)) add(found, document, id, ['clients', id, 'token'], entry);
  }
  return found;
}

/** The edits that take the tokens out of the file, and keep those clients working that send theirs in the URL. */
export function editsWithoutTokens(
  tokens: readonly PlainToken[],
  document: RegistryDocument,
): RegistryEdit[] {
  return tokens.flatMap(({ path, clientId, placeholder }) => {
    const removal: RegistryEdit = { path, value: undefined };
    const keepsUrl = clientId === null || placeholder || writesUrlToken(document, clientId);
    if (keepsUrl) return [removal];
    return [removal, { path: ['clients', clientId, 'allow_url_token'], value: true }];
  });
}

/** Hands the tokens over, before the file loses them. Rejects with the adopter's error, such as a locked secret store. */
export async function adoptPlainTokens(
  tokens: readonly PlainToken[],
  adopter: TokenAdopter,
  log: Logger,
): Promise<void> {
  for (const { clientId, token, placeholder } of tokens) {
    const subject = clientId === null ? 'management' : `client ${clientId}`;
    if (placeholder) {
      log.warn('registry.placeholder_token_removed', { subject });
      continue;
    }
    if (token.length < weakTokenLength) log.warn('registry.weak_token', { subject });
    if (clientId === null) await adopter.adoptManagementToken(token);
    else await adopter.adoptToken(clientId, token);
    log.info('registry.token_moved', { subject, to: 'secret store' });
  }
}

function add(
  found: PlainToken[],
  document: RegistryDocument,
  clientId: string | null,
  path: readonly string[],
  holder: Record<string, unknown>,
): void {
  const token = holder[path.at(-1) ?? ''];
  if (typeof token !== 'string') return;
  if (/\$\{|\{file:/.test(token)) {
    const reason =
      'a token is not read from a reference; set it with `lmcp client add` or `rotate`';
    const place = document.placeOf(path);
    throw toRegistryError(document.file, [{ code: 'registry_invalid', path, reason, ...place }]);
  }
  const trimmed = token.trim();
  found.push({
    path,
    clientId,
    token,
    placeholder: trimmed === '' || placeholders.test(trimmed),
  });
}

function writesUrlToken(document: RegistryDocument, clientId: string): boolean {
  const clients = isRecord(document.data) ? document.data.clients : undefined;
  const entry = isRecord(clients) ? clients[clientId] : undefined;
  return isRecord(entry) && typeof entry.allow_url_token === 'boolean';
}
