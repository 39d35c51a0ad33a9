import { say } from './content.mjs';

// Tools that ask the client. `turn.ask` sends requests in the session era and ends the round in the stateless one.

function form(message, properties, required = Object.keys(properties)) {
  return {
    method: 'elicitation/create',
    params: { message, requestedSchema: { type: 'object', properties, required } },
  };
}

function sample(prompt, maxTokens = 100) {
  const messages = [{ role: 'user', content: { type: 'text', text: prompt } }];
  return { method: 'sampling/createMessage', params: { messages, maxTokens } };
}

const roots = { method: 'roots/list', params: {} };
const name = { name: { type: 'string' } };
const confirmation = form('Please confirm', { ok: { type: 'boolean' } });

/** Asks one form and says what came back. */
function asksOnce(description, request) {
  return {
    description,
    async run(given, turn) {
      const { answer } = await turn.ask({ answer: request(given) });
      return say(
        `Elicitation completed: action=${answer.action}, content=${JSON.stringify(answer.content)}`,
      );
    },
  };
}

/** Asks for all of these in one round and says what came back. */
function asks(description, requests, options) {
  return {
    description,
    async run(_given, turn) {
      const answers = await turn.ask(requests, options);
      const relevant = Object.keys(requests).map((key) => [key, answers[key]]);
      return say(`state-ok ${JSON.stringify(Object.fromEntries(relevant))}`);
    },
  };
}

const options = (prefix, count, label) =>
  Array.from({ length: count }, (_, at) => ({
    const: `${prefix}${at + 1}`,
    title: `${label} ${at + 1}`,
  }));
const plainOptions = ['option1', 'option2', 'option3'];

export const askingTools = {
  test_sampling: {
    description: 'Asks the client to sample',
    inputSchema: {
      type: 'object',
      properties: { prompt: { type: 'string' } },
      required: ['prompt'],
    },
    async run({ prompt }, turn) {
      const { answer } = await turn.ask({ answer: sample(prompt) });
      return say(`LLM response: ${answer.content.text}`);
    },
  },
  test_elicitation: {
    ...asksOnce('Asks the person behind the client', ({ message }) =>
      form(message, {
        username: { type: 'string', description: "User's response" },
        email: { type: 'string', description: "User's email address" },
      }),
    ),
    inputSchema: {
      type: 'object',
      properties: { message: { type: 'string' } },
      required: ['message'],
    },
  },
  test_elicitation_sep1034_defaults: asksOnce('Asks with defaults', () =>
    form(
      'Please review the fields',
      {
        name: { type: 'string', default: 'John Doe' },
        age: { type: 'integer', default: 30 },
        score: { type: 'number', default: 95.5 },
        status: { type: 'string', enum: ['active', 'inactive', 'pending'], default: 'active' },
        verified: { type: 'boolean', default: true },
      },
      [],
    ),
  ),
  test_elicitation_sep1330_enums: asksOnce('Asks with every kind of choice', () =>
    form(
      'Please choose',
      {
        untitledSingle: { type: 'string', enum: plainOptions },
        titledSingle: { type: 'string', oneOf: options('value', 3, 'Option') },
        legacyEnum: {
          type: 'string',
          enum: ['opt1', 'opt2', 'opt3'],
          enumNames: ['Option One', 'Option Two', 'Option Three'],
        },
        untitledMulti: { type: 'array', items: { type: 'string', enum: plainOptions } },
        titledMulti: { type: 'array', items: { anyOf: options('value', 3, 'Choice') } },
      },
      [],
    ),
  ),
  test_url_elicitation: {
    description: 'Asks the person to open a page',
    async run(_given, turn) {
      const params = {
        mode: 'url',
        message: 'Please sign in',
        url: 'https://example.com/sign-in',
        elicitationId: 'sign-in-1',
      };
      const { answer } = await turn.ask({ answer: { method: 'elicitation/create', params } });
      return say(`action=${answer.action}`);
    },
  },
  test_streaming_elicitation: asks('Asks while a stream is open', { confirm: confirmation }),
  test_input_required_result_elicitation: {
    description: 'Asks for a name',
    async run(_given, turn) {
      const { user_name: answer } = await turn.ask({ user_name: form('What is your name?', name) });
      return say(`Hello, ${answer.content?.name ?? 'nobody'}!`);
    },
  },
  test_input_required_result_sampling: asks('Asks a question', {
    capital_question: sample('What is the capital of France?'),
  }),
  test_input_required_result_list_roots: asks('Asks for the roots', { client_roots: roots }),
  test_input_required_result_request_state: asks(
    'Keeps state between its rounds',
    { confirm: confirmation },
    { state: true },
  ),
  test_input_required_result_tampered_state: asks(
    'Notices when its state was changed',
    { confirm: confirmation },
    { state: true },
  ),
  test_input_required_result_multiple_inputs: asks(
    'Asks for three things at once',
    {
      user_name: form('What is your name?', name),
      greeting: sample('Generate a greeting', 50),
      client_roots: roots,
    },
    { state: true },
  ),
  test_input_required_result_multi_round: {
    description: 'Asks twice',
    async run(_given, turn) {
      const first = await turn.ask(
        { step1: form('Step 1: What is your name?', name) },
        { state: true },
      );
      const second = await turn.ask(
        { step2: form('Step 2: What is your favorite color?', { color: { type: 'string' } }) },
        { state: true },
      );
      return say(`${first.step1.content?.name} likes ${second.step2.content?.color}.`);
    },
  },
  test_input_required_result_capabilities: {
    description: 'Asks only for what the client can do',
    async run(_given, turn) {
      const wishes = { elicitation: form('What is your name?', name), sampling: sample('Hello?') };
      const possible = Object.entries(wishes).filter(([kind]) => turn.capabilities[kind]);
      return say(JSON.stringify(await turn.ask(Object.fromEntries(possible))));
    },
  },
};
