import { embedded, PNG, text } from './content.mjs';
import { Refusal } from './refusal.mjs';

function user(...contents) {
  return { messages: contents.map((content) => ({ role: 'user', content })) };
}

function argument(name) {
  return { name, description: `The ${name} of the prompt`, required: true };
}

const contextForm = {
  method: 'elicitation/create',
  params: {
    message: 'What context should the prompt use?',
    requestedSchema: {
      type: 'object',
      properties: { context: { type: 'string' } },
      required: ['context'],
    },
  },
};

const prompts = {
  test_simple_prompt: {
    description: 'Without arguments',
    get: () => user(text('This is a simple prompt for testing.')),
  },
  test_prompt_with_arguments: {
    description: 'With two arguments',
    arguments: [argument('arg1'), argument('arg2')],
    get: ({ arg1, arg2 }) => user(text(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`)),
  },
  test_prompt_with_embedded_resource: {
    description: 'With a resource in it',
    arguments: [argument('resourceUri')],
    get: ({ resourceUri }) =>
      user(
        embedded(resourceUri, 'text/plain', 'Embedded resource content for testing.'),
        text('Please process the embedded resource above.'),
      ),
  },
  test_prompt_with_image: {
    description: 'With a picture in it',
    get: () =>
      user(
        { type: 'image', data: PNG, mimeType: 'image/png' },
        text('Please analyze the image above.'),
      ),
  },
  test_input_required_result_prompt: {
    description: 'Asks for its context',
    async get(_given, turn) {
      const { user_context: answer } = await turn.ask({ user_context: contextForm });
      return user(text(`In the context of ${answer.content?.context}.`));
    },
  },
};

const comingAndGoing = {
  test_dynamic_prompt: { description: 'Comes and goes', get: () => user(text('here')) },
};

function promptsOf(world) {
  return world.shown.prompt ? { ...prompts, ...comingAndGoing } : prompts;
}

export function listPrompts(_params, { world }) {
  return {
    prompts: Object.entries(promptsOf(world)).map(([name, { get, ...shown }]) => ({
      name,
      ...shown,
    })),
  };
}

export function getPrompt({ name, arguments: given = {} }, turn) {
  const all = promptsOf(turn.world);
  if (!Object.hasOwn(all, name)) throw new Refusal(-32_602, `No prompt is called ${name}`);
  return all[name].get(given, turn);
}

/** Values for any argument: those that begin as the client began. */
export function complete({ argument: { value } }) {
  const values = ['paris', 'park', 'party', 'test'].filter((known) => known.startsWith(value));
  return { completion: { values, total: values.length, hasMore: false } };
}
