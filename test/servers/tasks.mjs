// A server of 2025-11-25 whose tool `slow` becomes a task where the caller asks for one. `finish` completes the task of its
// argument `taskId` and says so; `asked` answers with every task request that came.
import { answer, send, serve, text } from './mcp-stdio.mjs';

const tasks = new Map();
const asked = [];

const requests = {
  'tasks/get': (task) => task,
  'tasks/cancel': (task) => Object.assign(task, { status: 'cancelled' }),
  'tasks/result': ({ taskId }) => ({
    ...text(`result of ${taskId}`),
    _meta: { 'io.modelcontextprotocol/related-task': { taskId } },
  }),
};

serve({
  tools: [
    { name: 'slow', inputSchema: { type: 'object' }, execution: { taskSupport: 'optional' } },
    'finish',
    'asked',
  ],
  capabilities: { tasks: { list: {}, cancel: {}, requests: { tools: { call: {} } } } },
  call({ name, arguments: given, task: wish }) {
    if (name === 'asked') return text(JSON.stringify(asked));
    if (name === 'finish') {
      const task = Object.assign(tasks.get(given.taskId), { status: 'completed' });
      send({ jsonrpc: '2.0', method: 'notifications/tasks/status', params: task });
      return text('finished');
    }
    if (wish === undefined) return text('done at once');
    const task = { taskId: `task-${tasks.size + 1}`, status: 'working', ttl: wish.ttl ?? null };
    tasks.set(task.taskId, task);
    return { task };
  },
  other({ id, method, params }) {
    if (id === undefined) return;
    asked.push({ method, params });
    const task = tasks.get(params?.taskId);
    if (task !== undefined && Object.hasOwn(requests, method)) answer(id, requests[method](task));
    else if (method === 'tasks/list') answer(id, { tasks: [...tasks.values()] });
    else send({ jsonrpc: '2.0', id, error: { code: -32602, message: 'No such task' } });
  },
});
