// A server that asks its client during a call. The tool `ask` sends each { method, params } of `questions` and answers with what
// came back, in order; `answerAtOnce` does not wait, `takeBack` takes every question back at once, `oneByOne` waits for each answer
// before the next question, `thenLog` logs when it was answered, `thenNever` never answers the call, `untilReleased` answers it when `release` is called, without the answers. `told` tells the capabilities that initialize brought, `heard` tells the notifications of its client,
// `replies` every answer to a question so far,
// `sign` fails with -32042 until it was called before,
// `executions` how often `ask` was carried out.
import { answer, send, serve, text } from './mcp-stdio.mjs';

let told = {};
let asked = 0;
let news = 0;
let executions = 0;
let signed = false;
let release = () => {};
const waiting = new Map();
const replies = [];
const cancelled = [];
const heard = [];

/** Sends one question. @returns what it was answered with. */
function put({ method, params, as = `ask-${++asked}` }, takeBack) {
  const reply = new Promise((resolve) => waiting.set(as, resolve));
  send({ jsonrpc: '2.0', id: as, method, params });
  if (takeBack) {
    const taken = { requestId: as, reason: 'changed its mind' };
    send({ jsonrpc: '2.0', method: 'notifications/cancelled', params: taken });
  }
  return reply;
}

serve({
  tools: ['ask', 'sign', 'heard', 'executions', 'release', 'told', 'replies', 'tell', 'never'],
  initialize: ({ params }) => {
    told = params.capabilities;
  },
  async call({ name, arguments: given }, { id }) {
    switch (name) {
      case 'executions':
        return text(JSON.stringify({ executions, cancelled }));
      case 'sign': {
        signed = !signed;
        if (!signed) return text('signed');
        const page = { mode: 'url', message: 'Sign', url: given.url, elicitationId: 'e' };
        const error = { code: -32042, message: 'Sign first', data: { elicitations: [page] } };
        send({ jsonrpc: '2.0', id, error });
        return undefined;
      }
      case 'heard':
        return text(JSON.stringify(heard));
      case 'release':
        release();
        return text('released');
      case 'told':
        return text(JSON.stringify(told));
      case 'replies':
        return text(JSON.stringify({ replies, cancelled }));
      case 'tell':
        for (const method of given.methods) {
          send({ jsonrpc: '2.0', method, params: given.params ?? { news: ++news } });
        }
        return text('told');
      case 'never':
        return undefined;
      default: {
        executions++;
        const answers = [];
        for (const question of given.questions) {
          const reply = put(question, given.takeBack);
          answers.push(given.oneByOne ? await reply : reply);
        }
        if (given.untilReleased) {
          release = () => answer(id, text('went on without'));
          return undefined;
        }
        if (given.answerAtOnce || given.takeBack) return text('asked');
        const all = await Promise.all(answers);
        if (given.thenLog) {
          const params = { level: 'warning', data: 'it was answered' };
          send({ jsonrpc: '2.0', method: 'notifications/message', params });
        }
        if (!given.thenNever) answer(id, text(JSON.stringify(all)));
        return undefined;
      }
    }
  },
  other(message) {
    if (message.id === undefined) heard.push(message.method);
    if (message.method === 'notifications/cancelled') cancelled.push(message.params.requestId);
    if (message.id === undefined || message.method !== undefined) return;
    const reply = message.error ?? message.result;
    replies.push({ id: message.id, reply });
    waiting.get(message.id)?.(reply);
  },
});
