import { randomUUID } from 'node:crypto';
import { Refusal } from './refusal.mjs';

const ENDED = ['completed', 'failed', 'cancelled'];

/** The tasks extension of 2026-07-28: tools that go on after their call was answered. */
export function createTasks() {
  const tasks = new Map();

  function find(taskId) {
    const task = tasks.get(taskId);
    if (task === undefined) throw new Refusal(-32_602, `No task is called ${taskId}`);
    return task;
  }

  function change(task, status, more = {}) {
    if (ENDED.includes(task.shown.status)) return;
    task.shown = { ...task.shown, status, lastUpdatedAt: new Date().toISOString() };
    task.more = more;
  }

  /** Parks the task until `update` has brought an answer to each request. */
  function ask(task, requests) {
    return new Promise((resolve) => {
      const answers = {};
      task.answer = (responses) => {
        const open = { ...task.more.inputRequests };
        for (const key of Object.keys(open).filter((known) => Object.hasOwn(responses, known))) {
          answers[key] = responses[key];
          delete open[key];
        }
        if (Object.keys(open).length > 0) {
          change(task, 'input_required', { inputRequests: open });
          return;
        }
        change(task, 'working');
        resolve(answers);
      };
      change(task, 'input_required', { inputRequests: requests });
    });
  }

  async function run(task, work, turn) {
    const own = {
      ...turn,
      isTask: true,
      signal: task.abort.signal,
      ask: (requests) => ask(task, requests),
      log: () => undefined,
      progress: () => undefined,
    };
    try {
      change(task, 'completed', { result: { ...(await work(own)), resultType: 'complete' } });
    } catch (error) {
      const { code = -32_603, message } = error;
      change(task, 'failed', {
        error: { code: typeof code === 'number' ? code : -32_603, message },
      });
    }
  }

  return {
    create(work, turn) {
      const now = new Date().toISOString();
      const shown = {
        taskId: randomUUID(),
        status: 'working',
        createdAt: now,
        lastUpdatedAt: now,
        ttlMs: 600_000,
        pollIntervalMs: 100,
      };
      const task = { shown, more: {}, abort: new AbortController(), answer: () => undefined };
      tasks.set(shown.taskId, task);
      void run(task, work, turn);
      return { resultType: 'task', ...shown };
    },
    get({ taskId }) {
      const { shown, more } = find(taskId);
      return { ...shown, ...more };
    },
    update({ taskId, inputResponses }) {
      find(taskId).answer(inputResponses);
      return {};
    },
    cancel({ taskId }) {
      const task = find(taskId);
      change(task, 'cancelled');
      task.abort.abort();
      return {};
    },
  };
}
