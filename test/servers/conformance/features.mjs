import { complete, getPrompt, listPrompts } from './prompts.mjs';
import { Refusal, requireCapability } from './refusal.mjs';
import { listResources, listTemplates, readResource } from './resources.mjs';
import { definitionsOf, toolsOf } from './tools.mjs';

export const TASKS = 'io.modelcontextprotocol/tasks';
export const serverInfo = { name: 'conformance', version: '1.0.0' };
export const instructions = 'A server for conformance tests.';

/** What both eras declare. */
export const capabilities = {
  tools: { listChanged: true },
  prompts: { listChanged: true },
  resources: { listChanged: true, subscribe: true },
  completions: {},
  logging: {},
};

function listTools(_params, { world }) {
  return { tools: definitionsOf(toolsOf(world)) };
}

async function callTool({ name, arguments: given = {} }, turn) {
  const tools = toolsOf(turn.world);
  if (!Object.hasOwn(tools, name)) throw new Refusal(-32_602, `No tool is called ${name}`);
  const tool = tools[name];
  if (tool.task === undefined || turn.tasks === undefined) {
    return tool.run({ ...given, ...(await tool.before?.(turn)) }, turn);
  }
  const extension = { extensions: { [TASKS]: {} } };
  if (tool.task === 'required') requireCapability(turn.capabilities, extension);
  const all = { ...given, ...(await tool.before?.(turn)) };
  if (turn.capabilities.extensions?.[TASKS] === undefined) return tool.run(all, turn);
  return turn.tasks.create((own) => tool.run(all, own), turn);
}

/** What both eras answer: (params, turn) => result. */
export const methods = {
  'tools/list': listTools,
  'tools/call': callTool,
  'prompts/list': listPrompts,
  'prompts/get': getPrompt,
  'resources/list': listResources,
  'resources/templates/list': listTemplates,
  'resources/read': readResource,
  'completion/complete': complete,
};

/** The response to a request whose handler answers or throws. */
export async function respond(id, work) {
  try {
    return { jsonrpc: '2.0', id, result: await work() };
  } catch (error) {
    const { code, message, data } =
      error instanceof Refusal ? error : new Refusal(-32_603, String(error));
    return {
      jsonrpc: '2.0',
      id,
      error: { code, message, ...(data === undefined ? {} : { data }) },
    };
  }
}
