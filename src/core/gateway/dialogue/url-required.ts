import { AppError } from '../../../shared/errors.ts';
import { parsedParams } from '../message/parsed-params.ts';

/** "URL elicitation required" (2025-11-25 alone): the request fails until a person has visited a page. */
export const urlRequiredCode = -32_042;

const maxPages = 16;

/**
 * That error as the stateless era has it, where the code is forbidden: a result that asks for the visits before the request comes
 * again. @param error the server's error object.
 * @throws AppError `upstream_protocol` when it names no page.
 */
export function urlRequiredResult(error: Uint8Array): Uint8Array {
  const requests = pagesOf(error).map((params, index) => [
    String(index + 1),
    { method: 'elicitation/create', params: { mode: 'url', ...Object(params) } },
  ]);
  const inputRequests: unknown = Object.fromEntries(requests);
  return Buffer.from(JSON.stringify({ resultType: 'input_required', inputRequests }));
}

/** The visits that it asks for. @throws AppError as above. */
export function pagesOf(error: Uint8Array): readonly unknown[] {
  const { data } = Object(parsedParams(error));
  const pages: unknown = Object(data).elicitations;
  if (!Array.isArray(pages) || pages.length === 0 || pages.length > maxPages) {
    throw new AppError('upstream_protocol');
  }
  return pages;
}

/** What a client is told that cannot be sent to a page (BASE26: missing client capability). */
export function noUrlElicitation(): AppError {
  return new AppError('missing_capability', undefined, {
    data: { requiredCapabilities: { elicitation: { url: {} } } },
  });
}
