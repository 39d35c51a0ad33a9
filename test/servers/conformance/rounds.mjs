import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { Refusal, requireCapability } from './refusal.mjs';

const key = randomBytes(32);

const needs = {
  'elicitation/create': { elicitation: {} },
  'sampling/createMessage': { sampling: {} },
  'roots/list': { roots: {} },
};

const isAnswer = {
  'elicitation/create': (value) => typeof value?.action === 'string',
  'sampling/createMessage': (value) => typeof value?.content === 'object',
  'roots/list': (value) => Array.isArray(value?.roots),
};

/** Thrown by a handler that cannot go on before the client has answered. */
export class InputRequired extends Error {
  constructor(inputRequests, requestState) {
    super('input required');
    this.result = {
      resultType: 'input_required',
      inputRequests,
      ...(requestState === undefined ? {} : { requestState }),
    };
  }
}

function sign(text) {
  return createHmac('sha256', key).update(text).digest();
}

function seal(value) {
  const text = JSON.stringify(value);
  return `${Buffer.from(text).toString('base64url')}.${sign(text).toString('base64url')}`;
}

function unseal(state) {
  const [body = '', mac = ''] = String(state).split('.');
  const text = Buffer.from(body, 'base64url').toString();
  const given = Buffer.from(mac, 'base64url');
  const good = sign(text);
  // Decoding forgives what follows, so the text itself is compared as well.
  const whole = given.toString('base64url') === mac;
  if (!whole || given.length !== good.length || !timingSafeEqual(given, good)) {
    throw new Refusal(-32_602, 'The requestState is not one of mine');
  }
  return JSON.parse(text);
}

/** The `ask` of one stateless request: what it was given, or an end of the round. */
export function createAsk({ name, inputResponses = {}, requestState }, capabilities) {
  if (inputResponses === null || typeof inputResponses !== 'object') {
    throw new Refusal(-32_602, 'inputResponses is not an object');
  }
  const kept = requestState === undefined ? { name, answers: {} } : unseal(requestState);
  if (kept.name !== name) throw new Refusal(-32_602, 'The requestState is of another request');
  const answers = { ...kept.answers, ...inputResponses };
  return (requests, { state = false } = {}) => {
    const open = Object.entries(requests).filter(
      ([asked, { method }]) => !isAnswer[method](answers[asked]),
    );
    for (const [, { method }] of open) requireCapability(capabilities, needs[method]);
    if (open.length === 0) return Promise.resolve(answers);
    const sealed = state ? seal({ name, answers, open: open.map(([asked]) => asked) }) : undefined;
    throw new InputRequired(Object.fromEntries(open), sealed);
  };
}
