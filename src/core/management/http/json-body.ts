import type { IncomingMessage } from 'node:http';
import { AppError } from '../../../shared/errors.ts';

/** MG-10. */
const maxBodyBytes = 1_048_576;
const jsonType = /^application\/json[ \t]*(?:;[ \t]*charset=(?:utf-8|"utf-8")[ \t]*)?$/i;

/** The body of a management call: one JSON object, or nothing. @throws AppError `body_too_large`, `unsupported_media_type`, `invalid_input`. */
export async function readJsonBody(request: IncomingMessage): Promise<unknown> {
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity')
    throw new AppError('unsupported_media_type');
  const bytes = await readBytes(request);
  if (bytes.length === 0) return {};
  if (!jsonType.test(request.headers['content-type'] ?? ''))
    throw new AppError('unsupported_media_type');
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new AppError('invalid_input', 'The body is not JSON in valid UTF-8');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new AppError('invalid_input', 'The body must be one JSON object');
  return value;
}

async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const hint = 'A management call takes at most 1 MiB.';
  const tooLarge = () => new AppError('body_too_large', undefined, { hint });
  if (Number(request.headers['content-length'] ?? 0) > maxBodyBytes) throw tooLarge();
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request.iterator({ destroyOnReturn: false })) {
    bytes += part.length;
    if (bytes > maxBodyBytes) throw tooLarge();
    parts.push(part);
  }
  return Buffer.concat(parts, bytes);
}
