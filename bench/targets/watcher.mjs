// What an open view of the control center asks of the engine while calls go on: the event stream, every two seconds what follows calls
// (view-questions.json, which e2e/watching.e2e.ts holds against the real page), and in Audit the newest rows whenever an event leaves
// some out. Arguments: the port, the management token, the view. Writes one line when it watches.
import { readFileSync } from 'node:fs';

const [port = '', token = '', view = 'Overview'] = process.argv.slice(2);
const questions = JSON.parse(readFileSync(new URL('view-questions.json', import.meta.url), 'utf8'));

const everyMs = 2_000;
const batchMs = 250;
/** Counting a long log takes a while: the page then asks more rarely. */
const restPerWork = 10;
const hourUs = 3_600_000_000;
const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
const address = `http://127.0.0.1:${port}/api/v1/`;
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function ask(method, input) {
  const answer = await fetch(address + method, {
    method: 'POST',
    headers,
    body: JSON.stringify(input),
  });
  if (answer.status !== 200) throw new Error(`${method}: ${answer.status} ${await answer.text()}`);
  await answer.text();
}

/** Until now, as the view's chart has it. */
const lastHour = () => ({ filter: { fromUs: Date.now() * 1_000 - hourUs } });

async function keepAsking(method, input) {
  for (;;) {
    const started = performance.now();
    await ask(method, input === 'of the last hour' ? lastHour() : input);
    const workMs = performance.now() - started;
    await sleep(input === 'of the last hour' ? Math.max(everyMs, workMs * restPerWork) : everyMs);
  }
}

const newestRows = () => ask('audit.query', { ...lastHour(), page: questions.newestRowsOfFlood });

const events = await fetch(`${address}events`, { headers });
if (events.status !== 200) throw new Error(`events: ${events.status}`);
for (const [method, input] of Object.entries(questions[view])) void keepAsking(method, input);
await sleep(batchMs);
process.stdout.write('{"watching":true}\n');

let omitted = false;
let waiting = null;
const decoder = new TextDecoder();
for await (const part of events.body) {
  omitted ||= /"omitted":[1-9]/.test(decoder.decode(part, { stream: true }));
  if (view !== 'Audit' || !omitted || waiting !== null) continue;
  waiting = sleep(batchMs).then(async () => {
    omitted = false;
    await newestRows();
    waiting = null;
  });
}
