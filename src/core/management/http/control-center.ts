import { readFile, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { AppError, toWire } from '../../../shared/errors.ts';
import { acceptedCoding } from './accepted-coding.ts';
import { sendReply } from './reply.ts';
import { securityHeaders } from './security-headers.ts';
import { pagePath, readUiManifest, type UiFile, type UiManifest } from './ui-manifest.ts';

export interface ControlCenter {
  /** Answers a request for `/ui` or below it, whose Host and framing the gateway has admitted. */
  answer(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

/** A view of the page: one plain word, with whatever filters; the page itself knows which words there are. */
const viewPath = /^\/ui\/[a-z]{0,32}(?:\?.{0,4096})?$/;

/**
 * The built renderer at `/ui`. The files are open because they hold no data (MG-1). Nothing of them is read before the
 * first request, and nothing but their list is kept in memory.
 * @param dir the folder of the build; null where this host has none.
 */
export function createControlCenter(dir: string | null): ControlCenter {
  let manifest: Promise<UiManifest | null> | null = null;

  const current = async (): Promise<UiManifest> => {
    if (dir === null) throw notBuilt();
    manifest ??= readUiManifest(dir);
    const known = await manifest;
    const builtMs = await stat(pagePath(dir)).then(
      ({ mtimeMs }) => mtimeMs,
      () => undefined,
    );
    // Built anew under a running engine: the names in the new page are not in the old list.
    if (known?.builtMs !== builtMs) manifest = readUiManifest(dir);
    const found = await manifest;
    if (found === null) throw notBuilt();
    return found;
  };

  return {
    answer: async (request, response) => {
      for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
      try {
        await serve(await current(), request, response);
      } catch (error) {
        if (!response.headersSent) response.removeHeader('ETag');
        sendReply(response, { ok: false, error: toWire(error) });
      }
    },
  };
}

async function serve(
  manifest: UiManifest,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    throw new AppError('method_not_allowed');
  }
  const target = request.url ?? '';
  if (target === '/ui') {
    // The page names its files relative to its folder; a fragment with a code survives this.
    response.writeHead(308, { Location: '/ui/', 'Content-Length': 0, 'Cache-Control': 'no-store' });
    response.end();
    return;
  }
  const file = manifest.files.get(target) ?? (viewPath.test(target) ? manifest.page : undefined);
  if (file === undefined) throw new AppError('not_found', undefined, { hint: 'Start at /ui/.' });
  await send(file, request, response);
}

async function send(
  file: UiFile,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const coding = acceptedCoding(request.headers['accept-encoding'], file.paths);
  const path = file.paths.get(coding);
  if (path === undefined) throw new AppError('not_found');
  const etag = `"${file.digest}-${coding}"`;
  response.setHeader('ETag', etag);
  response.setHeader('Vary', 'Accept-Encoding');
  response.setHeader(
    'Cache-Control',
    file.immutable ? 'private, max-age=31536000, immutable' : 'no-store',
  );
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304).end();
    return;
  }
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new AppError('not_found', 'This file is gone; load the page again', { cause: error });
  });
  if (coding !== 'identity') response.setHeader('Content-Encoding', coding);
  response.writeHead(200, { 'Content-Type': file.contentType, 'Content-Length': bytes.length });
  response.end(bytes);
}

function notBuilt(): AppError {
  return new AppError('not_found', 'The control center is not part of this build', {
    hint: 'Use the `lmcp` command line.',
  });
}
