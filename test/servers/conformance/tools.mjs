import { setTimeout as wait } from 'node:timers/promises';
import { askingTools } from './asking-tools.mjs';
import { embedded, PNG, say, text, WAV } from './content.mjs';
import { requireCapability } from './refusal.mjs';
import { taskTools } from './task-tools.mjs';

/** What the suite asks for as `json_schema_2020_12_tool`. */
const MODERN_SCHEMA = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  $defs: {
    address: {
      $anchor: 'addressDef',
      type: 'object',
      properties: { street: { type: 'string' }, city: { type: 'string' } },
    },
  },
  properties: {
    name: { type: 'string' },
    address: { $ref: '#/$defs/address' },
    contactMethod: { type: 'string', enum: ['phone', 'email'] },
    phone: { type: 'string' },
    email: { type: 'string' },
  },
  allOf: [{ anyOf: [{ required: ['phone'] }, { required: ['email'] }] }],
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
  ...{ if: { properties: { contactMethod: { const: 'phone' } } }, then: { required: ['phone'] } },
  else: { required: ['email'] },
  additionalProperties: false,
};

/** Steps that a client can watch, one after the other. */
const PAUSE_MS = 20;

const plainTools = {
  test_simple_text: {
    description: 'Returns a text',
    run: () => say('This is a simple text response for testing.'),
  },
  test_image_content: {
    description: 'Returns a picture',
    run: () => ({ content: [{ type: 'image', data: PNG, mimeType: 'image/png' }] }),
  },
  test_audio_content: {
    description: 'Returns a sound',
    run: () => ({ content: [{ type: 'audio', data: WAV, mimeType: 'audio/wav' }] }),
  },
  test_embedded_resource: {
    description: 'Returns a resource',
    run: () => ({
      content: [
        embedded('test://embedded-resource', 'text/plain', 'This is an embedded resource content.'),
      ],
    }),
  },
  test_multiple_content_types: {
    description: 'Returns a text, a picture and a resource',
    run: () => ({
      content: [
        text('Multiple content types test:'),
        { type: 'image', data: PNG, mimeType: 'image/png' },
        embedded(
          'test://mixed-content-resource',
          'application/json',
          '{"test":"data","value":123}',
        ),
      ],
    }),
  },
  test_tool_with_logging: {
    description: 'Logs three messages while it runs',
    async run(_given, turn) {
      for (const step of ['started', 'processing data', 'completed']) {
        turn.log(
          'info',
          step === 'processing data' ? 'Tool processing data' : `Tool execution ${step}`,
        );
        await wait(PAUSE_MS);
      }
      return say('Tool with logging executed successfully');
    },
  },
  test_logging_tool: {
    description: 'Logs at each level',
    run(_given, turn) {
      for (const level of ['debug', 'info', 'warning', 'error']) turn.log(level, `at ${level}`);
      return say('logged');
    },
  },
  test_tool_with_progress: {
    description: 'Tells of its progress',
    async run(_given, turn) {
      for (const progress of [0, 50, 100]) {
        turn.progress({ progress, total: 100, message: `Completed step ${progress} of 100` });
        await wait(PAUSE_MS);
      }
      return say('Tool with progress executed successfully');
    },
  },
  test_error_handling: {
    description: 'Fails',
    run: () => ({ ...say('This tool intentionally returns an error for testing'), isError: true }),
  },
  test_reconnection: { description: 'Answers at once', run: () => say('No stream was closed.') },
  test_missing_capability: {
    description: 'Needs sampling',
    run(_given, turn) {
      requireCapability(turn.capabilities, { sampling: {} });
      return say('The client can sample.');
    },
  },
  json_schema_2020_12_tool: {
    description: 'Has a schema of many keywords',
    inputSchema: MODERN_SCHEMA,
    run: ({ name }) => say(`Hello, ${name ?? 'nobody'}.`),
  },
  test_custom_header: {
    description: 'Has an argument that is mirrored in a header',
    inputSchema: {
      type: 'object',
      properties: { region: { type: 'string', 'x-mcp-header': 'Region' } },
    },
    run: ({ region }) => say(`region: ${region ?? 'none'}`),
  },
  test_trigger_tool_change: {
    description: 'Shows or hides a tool',
    run(_given, turn) {
      turn.world.toggle('tool');
      return say('The list of tools is another one.');
    },
  },
  test_trigger_prompt_change: {
    description: 'Shows or hides a prompt',
    run(_given, turn) {
      turn.world.toggle('prompt');
      return say('The list of prompts is another one.');
    },
  },
  test_trigger_resource_update: {
    description: 'Updates the watched resource',
    run(_given, turn) {
      turn.world.update('test://watched-resource');
      return say('The watched resource is another one.');
    },
  },
};

const comingAndGoing = {
  test_dynamic_tool: { description: 'Comes and goes', run: () => say('here') },
};

/** The tools that there are now. */
export function toolsOf(world) {
  const always = { ...plainTools, ...askingTools, ...taskTools };
  return world.shown.tool ? { ...always, ...comingAndGoing } : always;
}

/** As `tools/list` shows them. */
export function definitionsOf(tools) {
  return Object.entries(tools).map(([name, { description, inputSchema = { type: 'object' } }]) => ({
    name,
    description,
    inputSchema,
  }));
}
