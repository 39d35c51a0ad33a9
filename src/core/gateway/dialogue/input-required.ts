import { AppError } from '../../../shared/errors.ts';
import type { JsonNode } from '../../json/json-node.ts';
import { joinedBytes, type Part, textPart } from '../../json/parts.ts';
import { exactText, resultLimits, scanJson, textOf } from '../../json/scan.ts';
import { splice } from '../message/splice.ts';

/** One thing that a server asks of the client. */
export interface Question {
  /** Names it among the questions of its round. */
  readonly key: string;
  readonly method: string;
  /** Exact JSON of its params, or null for none. */
  readonly params: Uint8Array | null;
}

/** A server's result that asks before it goes on (MRTR26: InputRequiredResult). */
export interface InputRequired {
  readonly questions: readonly Question[];
  /** The server's own state, to be given back as it is; null when it gave none. */
  readonly state: string | null;
}

/** What goes into the params of the next round beside what the request was. */
export interface RoundParams {
  /** JSON of `inputResponses`; undefined leaves what the params have. */
  readonly responses?: Uint8Array;
  /** The server's own state, or null to send none. */
  readonly state: string | null;
  /** The round did not reach its server: who came back for it can once more. */
  giveBack?(): void;
}

/** More questions in one round than a person would answer. */
const maxQuestions = 16;
const stateName = 'requestState';
const responsesName = 'inputResponses';

/** @throws AppError `upstream_protocol` when it asks for nothing, for too much, or in no form that the specification has. */
export function readInputRequired(result: Uint8Array): InputRequired {
  const root = scanJson(result, resultLimits);
  const requests = root.members?.get('inputRequests');
  const state = root.members?.get(stateName);
  if (requests === undefined && state === undefined) throw broken();
  if (state !== undefined && state.type !== 'string') throw broken();
  return {
    questions: requests === undefined ? [] : readQuestions(result, requests),
    state: state === undefined ? null : textOf(result, state),
  };
}

function readQuestions(result: Uint8Array, requests: JsonNode): Question[] {
  if (requests.members === null || requests.members.size > maxQuestions) throw broken();
  return [...requests.members].map(([key, node]) => {
    const method = node.members?.get('method');
    const params = node.members?.get('params');
    if (method?.type !== 'string') throw broken();
    return {
      key,
      method: textOf(result, method),
      params: params === undefined ? null : result.subarray(params.start, params.end),
    };
  });
}

/** A server's result as its client is given it: every byte of it, with our own handle in place of the state. */
export function withState(result: Uint8Array, state: string): Part[] {
  const root = scanJson(result, resultLimits);
  const own = root.members?.get(stateName);
  const text = JSON.stringify(state);
  if (own !== undefined) return splice(result, root, [{ start: own.start, end: own.end, text }]);
  // The object is not empty: it has the requests that make it what it is.
  const at = root.start + 1;
  return splice(result, root, [{ start: at, end: at, text: `"${stateName}":${text},` }]);
}

/** The result that puts questions to a client of the stateless era. @param state our own handle. */
export function inputRequiredResult(questions: readonly Question[], state: string): Uint8Array {
  const requests = questions.map(({ key, method, params }) => {
    const own = params === null ? '{}' : Buffer.from(params).toString();
    return `${JSON.stringify(key)}:{"method":${JSON.stringify(method)},"params":${own}}`;
  });
  const asked = requests.length === 0 ? '' : `"inputRequests":{${requests.join(',')}},`;
  return Buffer.from(
    `{"resultType":"input_required",${asked}"${stateName}":${JSON.stringify(state)}}`,
  );
}

/** JSON of the answers to a round, by the key of their question. */
export function inputResponses(answers: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const members = [...answers].map(
    ([key, answer]) => `${JSON.stringify(key)}:${Buffer.from(answer).toString()}`,
  );
  return Buffer.from(`{${members.join(',')}}`);
}

/** The params of a request as its next round has them; every other member stays as it is. @param parts joined they are one JSON object. */
export function paramsOfRound(parts: readonly Part[], { responses, state }: RoundParams): Part[] {
  const bytes = joinedBytes(parts);
  const members = scanJson(bytes, resultLimits).members ?? [];
  const texts: string[] = [];
  for (const [name, node] of members) {
    if (name === stateName || (name === responsesName && responses !== undefined)) continue;
    texts.push(`${JSON.stringify(name)}:${exactText(bytes, node)}`);
  }
  if (responses !== undefined) texts.push(`"${responsesName}":${Buffer.from(responses)}`);
  if (state !== null) texts.push(`"${stateName}":${JSON.stringify(state)}`);
  return [textPart(`{${texts.join(',')}}`)];
}

function broken(): AppError {
  return new AppError('upstream_protocol', undefined, {
    data: { sent: 'whole', cause: 'upstream_error' },
  });
}
