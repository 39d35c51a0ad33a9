import { readParamHeaders } from '../../../shared/param-headers.ts';
import { isToolName } from '../../../shared/tool-name.ts';
import { resultLimits, scanJson } from '../../json/scan.ts';
import type { ListKind } from './read-list.ts';
import { schemaFault, schemaLimits } from './schema-check.ts';

/** Longest description of one item, in bytes of UTF-8 (UP-9). */
export const maxDescriptionBytes = 8_192;
/** Longest URI of a resource and longest template of one, in characters. */
const maxUriLength = 8_192;

type Members = Record<string, unknown>;

interface KindRules {
  /** The member that names an item among its kind. */
  readonly key: 'name' | 'uri' | 'uriTemplate';
  /** Why an item of this kind is not offered, or null. */
  faultOf(item: Members, name: string, raw: Uint8Array): string | null;
}

/** What an item of each kind has to be, beside what holds for all. */
export const kindRules: Readonly<Record<ListKind, KindRules>> = {
  tool: { key: 'name', faultOf: toolFault },
  prompt: { key: 'name', faultOf: promptFault },
  resource: { key: 'uri', faultOf: (_item, uri) => uriFault('uri', uri) },
  template: { key: 'uriTemplate', faultOf: (_item, template) => uriFault('uriTemplate', template) },
};

/** What holds for every kind: texts are texts, and not endless. */
export function commonFault({ description, title }: Members): string | null {
  if (description !== undefined && typeof description !== 'string')
    return 'description is not text';
  if (title !== undefined && typeof title !== 'string') return 'title is not text';
  if (Buffer.byteLength(description ?? '') > maxDescriptionBytes)
    return `description is longer than ${maxDescriptionBytes} bytes`;
  return null;
}

function toolFault(tool: Members, name: string, raw: Uint8Array): string | null {
  if (!isToolName(name)) return 'the name is not 1 to 128 of A-Z a-z 0-9 _ . -';
  const { inputSchema, outputSchema } = tool;
  if (!isRecord(inputSchema) || inputSchema.type !== 'object')
    return 'inputSchema is not a schema of type object';
  if (outputSchema !== undefined && !isRecord(outputSchema)) return 'outputSchema is not an object';
  const { members } = scanJson(raw, resultLimits);
  for (const key of ['inputSchema', 'outputSchema']) {
    const schema = tool[key];
    const span = members?.get(key);
    if (!isRecord(schema) || span === undefined) continue;
    if (span.end - span.start > schemaLimits.bytes)
      return `${key} is larger than ${schemaLimits.bytes} bytes`;
    const fault = schemaFault(schema);
    if (fault !== null) return `${key} ${fault}`;
  }
  // A client would hide such a tool itself (UP-24).
  const headers = readParamHeaders(inputSchema);
  return typeof headers === 'string' ? headers : null;
}

/** The specification says nothing of a prompt's name; clients show it as a command of one line. */
function promptFault(prompt: Members, name: string): string | null {
  if (!/^[^\p{Cc}]{1,128}$/u.test(name)) return 'the name is not one line of 1 to 128 characters';
  const { arguments: given } = prompt;
  return given === undefined || Array.isArray(given) ? null : 'arguments is not a list';
}

function uriFault(key: string, uri: string): string | null {
  if (uri.length > maxUriLength) return `${key} is longer than ${maxUriLength} characters`;
  return /^[A-Za-z][A-Za-z0-9+.-]*:[^\p{Cc}]*$/u.test(uri) ? null : `${key} is not a URI`;
}

export function isRecord(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
