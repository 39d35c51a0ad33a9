import type { AppError } from '../../../shared/errors.ts';
import { type ParamHeader, paramText, readParamHeaders } from '../../../shared/param-headers.ts';
import { decodeHeaderText } from '../../header-text.ts';
import type { Definition } from '../../state/definition.ts';
import { disagreement, missing } from './header-agreement.ts';

const none: readonly ParamHeader[] = [];

/** Holds `Mcp-Param-*` against the arguments, by the schema that the client was shown (TRANSPORTS: server behavior for custom headers). */
export class ParamAgreement {
  /** A schema is read once. */
  readonly #asked = new WeakMap<Definition, readonly ParamHeader[]>();

  /**
   * @param sent what followed `Mcp-Param-`, in lower case, with its value
   * @returns the refusal of the first header that is missing or says something else; headers that the schema does not know are ignored.
   */
  refusal(
    definition: Definition,
    args: Uint8Array,
    sent: ReadonlyMap<string, string> | null,
  ): AppError | null {
    const asked = this.#headersOf(definition);
    if (asked.length === 0) return null;
    const given: unknown = args.length === 0 ? {} : JSON.parse(Buffer.from(args).toString());
    for (const header of asked) {
      const text = paramText(given, header);
      const value = sent?.get(header.name.toLowerCase());
      const name = `Mcp-Param-${header.name}`;
      if (value === undefined) {
        if (text !== null) return missing(name);
      } else if (text === null || !agrees(decodeHeaderText(value), text)) return disagreement(name);
    }
    return null;
  }

  #headersOf(definition: Definition): readonly ParamHeader[] {
    const known = this.#asked.get(definition);
    if (known !== undefined) return known;
    const { inputSchema }: { inputSchema?: unknown } = JSON.parse(definition.json);
    const read = readParamHeaders(inputSchema);
    // An invalid one is refused when it is read from the server (UP-24); one from before that rule asks for nothing.
    const asked = typeof read === 'string' ? none : read;
    this.#asked.set(definition, asked);
    return asked;
  }
}

/** Numbers are compared as numbers: `42.0` is `42` (TRANSPORTS: server validation). */
function agrees(value: string | null, text: string): boolean {
  if (value === text) return true;
  const isInteger = /^-?\d+$/.test(text);
  return (
    isInteger && value !== null && /^-?\d+(?:\.0+)?$/.test(value) && Number(value) === Number(text)
  );
}
