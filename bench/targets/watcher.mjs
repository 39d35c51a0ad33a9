// What an open overview asks of the engine: the event stream, and every two seconds the answers that follow calls.
// Arguments: the port and the management token. Writes one line when it watches.
const [port = '', token = ''] = process.argv.slice(2);

const methods = {
  'engine.status': {},
  'clients.list': {},
  'audit.stats': {},
};

const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
const address = `http://127.0.0.1:${port}/api/v1/`;

async function ask(method, input) {
  const answer = await fetch(address + method, {
    method: 'POST',
    headers,
    body: JSON.stringify(input),
  });
  if (answer.status !== 200) throw new Error(`${method}: ${answer.status} ${await answer.text()}`);
  await answer.text();
}

const events = await fetch(`${address}events`, { headers });
if (events.status !== 200) throw new Error(`events: ${events.status}`);
setInterval(() => {
  for (const [method, input] of Object.entries(methods)) void ask(method, input);
}, 2_000);
for (const [method, input] of Object.entries(methods)) await ask(method, input);
process.stdout.write('{"watching":true}\n');
for await (const part of events.body) void part;
