// What the official conformance suite expects of a server, in both eras: `stdio`, or `http PORT`.
import { serveHttp } from './conformance/http.mjs';
import { serveStdio } from './conformance/stdio.mjs';
import { createWorld } from './conformance/world.mjs';

const [transport, port] = process.argv.slice(2);
const world = createWorld();
if (transport === 'http') serveHttp(world, Number(port ?? 0));
else serveStdio(world);
