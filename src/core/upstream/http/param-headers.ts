import { type ParamHeader, paramText, readParamHeaders } from '../../../shared/param-headers.ts';
import { encodeHeaderText } from '../../header-text.ts';
import { isRecord } from '../definitions/definition-rules.ts';

/**
 * Which arguments each tool of one server wants repeated in headers (specification 2026-07-28: Custom Headers from Tool
 * Parameters), learned from the lists that it sends: it checks the headers by its own schema of the moment, not by our pins.
 */
export class ParamHeaders {
  readonly #byTool = new Map<string, readonly ParamHeader[]>();

  /** @param list the result of a tools/list, verified. */
  learn(list: Uint8Array): void {
    const text = Buffer.from(list).toString('utf8');
    // Most servers have none: then the lists are not parsed here.
    if (this.#byTool.size === 0 && !text.includes('x-mcp-header')) return;
    const { tools } = JSON.parse(text);
    if (!Array.isArray(tools)) return;
    for (const tool of tools) {
      if (!isRecord(tool) || typeof tool.name !== 'string') continue;
      const asked = readParamHeaders(tool.inputSchema);
      if (typeof asked !== 'string' && asked.length > 0) this.#byTool.set(tool.name, asked);
      else this.#byTool.delete(tool.name);
    }
  }

  /** @param args gives the JSON of the arguments, or null for none; asked only for tools that want headers. */
  of(tool: string, args: () => Uint8Array | null): Readonly<Record<string, string>> {
    const asked = this.#byTool.get(tool);
    const bytes = asked === undefined ? null : args();
    if (asked === undefined || bytes === null) return {};
    const given: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    const headers: Record<string, string> = {};
    for (const header of asked) {
      const text = paramText(given, header);
      if (text !== null) headers[`mcp-param-${header.name.toLowerCase()}`] = encodeHeaderText(text);
    }
    return headers;
  }
}
