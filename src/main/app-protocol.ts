import { readFile } from 'node:fs/promises';
import { securityHeaders } from '../core/management/http/security-headers.ts';
import { readUiManifest, type UiManifest } from '../core/management/http/ui-manifest.ts';
import { isOwnUrl } from './own-url.ts';

/** Before the app is ready: the scheme counts as an origin of its own, like https. */
export const schemePrivileges = {
  standard: true,
  secure: true,
  supportFetchAPI: true,
  codeCache: true,
} as const;

const viewPath = /^\/ui\/[a-z]{0,32}$/;

/**
 * Answers `app://lmcp/ui/…` from the built page: the files of a list made once, never a path made of an address, with the
 * headers that the page has over HTTP (EL-2, EL-3).
 * @param uiDir the folder of the build
 */
export function createPageHandler(
  uiDir: string,
): (request: { readonly url: string; readonly method: string }) => Promise<Response> {
  let listed: Promise<UiManifest | null> | null = null;
  return async ({ url, method }) => {
    if (method !== 'GET' && method !== 'HEAD') return refusal(405);
    if (!isOwnUrl(url)) return refusal(404);
    // Not parsed: a parser would resolve dots.
    const path = /^[a-z]+:\/\/[^/?#]+([^?#]*)/.exec(url)?.[1] ?? '';
    listed ??= readUiManifest(uiDir);
    const manifest = await listed;
    const file = manifest?.files.get(path) ?? (viewPath.test(path) ? manifest?.page : undefined);
    const place = file?.paths.get('identity');
    if (file === undefined || place === undefined) return refusal(404);
    const body = method === 'HEAD' ? null : await readFile(place);
    return new Response(body, {
      headers: { ...securityHeaders, 'Content-Type': file.contentType },
    });
  };
}

function refusal(status: number): Response {
  return new Response(null, { status, headers: securityHeaders });
}
