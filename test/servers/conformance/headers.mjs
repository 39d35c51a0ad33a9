import { claimedVersion } from './stateless-era.mjs';
import { toolsOf } from './tools.mjs';

/** Which member of params a method's Mcp-Name repeats. */
const NAMED = {
  'tools/call': 'name',
  'prompts/get': 'name',
  'resources/read': 'uri',
  'tasks/get': 'taskId',
  'tasks/update': 'taskId',
  'tasks/cancel': 'taskId',
};
const ENCODED = /^=\?base64\?(.*)\?=$/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** @returns undefined for a value that claims to be Base64 and is not */
function decoded(value) {
  const inner = ENCODED.exec(value)?.[1];
  if (inner === undefined) return value;
  return BASE64.test(inner) ? Buffer.from(inner, 'base64').toString() : undefined;
}

function mirroredArguments({ name, arguments: given = {} }) {
  const tools = toolsOf({ shown: { tool: true } });
  const properties = Object.hasOwn(tools, name) ? tools[name].inputSchema?.properties : undefined;
  return Object.entries(properties ?? {})
    .filter(([key, schema]) => schema['x-mcp-header'] !== undefined && given[key] !== undefined)
    .map(([key, schema]) => [`mcp-param-${schema['x-mcp-header'].toLowerCase()}`, given[key]]);
}

/** What the headers of a stateless request say otherwise than its body; undefined where they agree. */
export function headerFault(headers, message) {
  const { method, params = {} } = message;
  const expected = [['mcp-method', method]];
  const claimed = claimedVersion(message);
  if (claimed !== undefined) expected.push(['mcp-protocol-version', claimed]);
  const name = params[NAMED[method]];
  if (name !== undefined) expected.push(['mcp-name', name]);
  if (method === 'tools/call') expected.push(...mirroredArguments(params));
  const wrong = expected.find(
    ([header, value]) =>
      headers[header] === undefined || decoded(headers[header]) !== String(value),
  );
  return wrong === undefined ? undefined : `${wrong[0]} does not agree with the body`;
}
