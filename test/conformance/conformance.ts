import { join } from 'node:path';
import { runClient } from './client-run.ts';
import { startGateway } from './gateway.ts';
import { runServer, type SuiteRun } from './suite-run.ts';
import { judge, readExpectedFailures } from './verdict.ts';

/**
 * `npm run conformance`: the official suite through a built engine, for both revisions, to servers
 * over stdio and HTTP, of which some know both eras and some only that of sessions. Ends with 1 where a scored check fails, or where what fails unscored is not
 * exactly what expected-failures.json gives reasons for.
 */
const revisions = ['2025-11-25', '2026-07-28'] as const;
const transports = ['stdio', 'http'] as const;
/**
 * Which eras the servers know. A client of 2026-07-28 is not tested at servers of sessions only: the suite asks for the keys of
 * input requests and for capabilities per request, which such a server has no words for; `rounds` in test/integration tests that pair.
 */
const pairs = [
  { revision: '2025-11-25', eras: 'session' },
  { revision: '2025-11-25', eras: 'both' },
  { revision: '2026-07-28', eras: 'both' },
] as const;

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function testServers(): Promise<SuiteRun[]> {
  const legs = pairs.flatMap(({ revision, eras }) =>
    transports.map((transport) => {
      const server = `${transport}-${eras}-${revision}`;
      const behind = eras === 'both' ? 'both eras' : '2025-11-25';
      const name = `server ${revision}, to ${behind} over ${transport}`;
      return { revision, server, name, kind: { transport, eras } };
    }),
  );
  const gateway = await startGateway(new Map(legs.map(({ server, kind }) => [server, kind])));
  try {
    return await Promise.all(
      legs.map(({ revision, server, name }) =>
        runServer({ name, revision, url: gateway.url(server) }),
      ),
    );
  } finally {
    await gateway.close();
  }
}

/** Our side towards servers, at servers of the suite. */
async function testClients(): Promise<SuiteRun[]> {
  const command = `${process.execPath} ${join(import.meta.dirname, 'upstream-client.ts')}`;
  const done: SuiteRun[] = [];
  for (const revision of revisions) done.push(await runClient(revision, command));
  return done;
}

const runs = [...(await testServers()), ...(await testClients())];
for (const { name, ok, summary, failures } of runs) {
  say(`\n${ok ? 'ok    ' : 'FAILED'} ${name}`);
  for (const line of summary) say(`    ${line}`);
  for (const failure of failures) say(`    failed ${failure}`);
}
const wrong = judge(runs, await readExpectedFailures());
for (const what of wrong) say(`conformance: ${what}`);
process.exitCode = wrong.length === 0 ? 0 : 1;
