import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { AppError } from '../../../shared/errors.ts';
import type { TokenService } from '../../secrets/token-service.ts';

/** Writes one refusal, durable before it resolves; the code is the answer (a flood is answered otherwise). */
export interface FailureRecorder {
  failed(
    reason: string,
    detail: Readonly<Record<string, string>>,
    client: null,
    door: 'http',
  ): Promise<'unauthorized' | 'too_many_failures'>;
  refused(
    status: number,
    reason: string,
    detail: Readonly<Record<string, string>>,
    client: undefined,
    door: 'http',
  ): Promise<void>;
}

const bearer = /^Bearer ([\x21-\x7e]{1,512})$/i;
/** A page of another site can send neither of these by itself, and the control center always has both right (MG-2). */
const fetchSites = new Set([undefined, 'same-origin']);

/** On every method, before anything is authenticated (MG-2). The refusal is on record before it is answered. */
export async function requireSameOrigin(
  request: IncomingMessage,
  failures: FailureRecorder,
): Promise<void> {
  const { origin, host } = request.headers;
  const site = only(request.headers['sec-fetch-site']);
  if ((origin !== undefined && origin !== `http://${host}`) || !fetchSites.has(site)) {
    const reason = origin === undefined ? 'rejected_fetch_site' : 'rejected_origin';
    await failures.refused(403, reason, {}, undefined, 'http');
    throw new AppError('origin_not_allowed');
  }
}

/**
 * The management token, or that of a browser's session, in its header and nowhere else (MG-3). Client tokens are no management
 * tokens (AU-7). A refusal is on record before it is answered.
 */
export async function admitManagement(
  request: IncomingMessage,
  tokens: Pick<TokenService, 'authenticate'>,
  failures: FailureRecorder,
): Promise<{ tokenId: string }> {
  const { authorization } = request.headers;
  const token = bearer.exec(authorization ?? '')?.[1];
  const found = tokens.authenticate(token, 'management');
  if (found.ok) return { tokenId: found.tokenId };
  const reason = token === undefined && authorization !== undefined ? 'malformed' : found.reason;
  const detail: Record<string, string> = token === undefined ? {} : { token_digest: digest(token) };
  throw new AppError(await failures.failed(reason, detail, null, 'http'));
}

/** 32 bits: enough to tell two wrong tokens apart, useless to find one. */
function digest(token: string): string {
  return createHash('sha256').update(token).digest('hex').slice(0, 8);
}

function only(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join() : value;
}
