import { expect, it } from 'vitest';
import { toSentence } from './to-sentence.ts';

it.each([
  ['The registry is not valid', 'The registry is not valid.'],
  ['It is not valid.', 'It is not valid.'],
  ['unknown key, did you mean "allow_servers"?', 'unknown key, did you mean "allow_servers"?'],
])('%s ends once', (text, sentence) => {
  expect(toSentence(text)).toBe(sentence);
});
