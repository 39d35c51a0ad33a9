import { setTimeout as wait } from 'node:timers/promises';
import { say } from './content.mjs';
import { Refusal } from './refusal.mjs';

// Tools of the tasks extension. `task` says whether a client without it can call them at all.

function confirm(message) {
  const requestedSchema = { type: 'object', properties: { confirm: { type: 'boolean' } } };
  return { method: 'elicitation/create', params: { message, requestedSchema } };
}

export const taskTools = {
  greet: {
    description: 'Greets at once',
    inputSchema: { type: 'object', properties: { name: { type: 'string' } } },
    run: ({ name }) => say(`Hello, ${name}!`),
  },
  slow_compute: {
    description: 'Computes for some seconds',
    task: 'optional',
    inputSchema: {
      type: 'object',
      properties: { seconds: { type: 'number' }, label: { type: 'string' } },
    },
    async run({ seconds = 0, label = '' }, turn) {
      // Nobody waits a minute for an answer that was not to be a task.
      const waited = turn.isTask ? seconds : Math.min(seconds, 0.2);
      await wait(waited * 1_000, undefined, { signal: turn.signal, ref: false });
      return say(`computed ${label}`);
    },
  },
  failing_job: {
    description: 'Fails as a tool does',
    task: 'required',
    run: () => ({ ...say('The job failed.'), isError: true }),
  },
  protocol_error_job: {
    description: 'Fails as the protocol does',
    task: 'required',
    run() {
      throw new Refusal(-32_603, 'The job broke.');
    },
  },
  confirm_delete: {
    description: 'Deletes what the person confirms',
    task: 'optional',
    inputSchema: { type: 'object', properties: { filename: { type: 'string' } } },
    async run({ filename }, turn) {
      const { confirm: answer } = await turn.ask({ confirm: confirm(`Delete ${filename}?`) });
      return say(answer.content?.confirm ? `deleted ${filename}` : 'kept');
    },
  },
  multi_input: {
    description: 'Asks two things at once',
    task: 'optional',
    async run(_given, turn) {
      await turn.ask({ first: confirm('The first?'), second: confirm('The second?') });
      return say('both answered');
    },
  },
  test_tool_with_task: {
    description: 'Asks for a name, then goes on as a task',
    task: 'required',
    async before(turn) {
      const requestedSchema = { type: 'object', properties: { name: { type: 'string' } } };
      const params = { message: 'What is your name?', requestedSchema };
      const request = { method: 'elicitation/create', params };
      const { user_name: answer } = await turn.ask({ user_name: request });
      return { name: answer.content?.name };
    },
    run: ({ name }) => say(`Hello, ${name}!`),
  },
};
