// What the official conformance suite expects of a server: `stdio` or `http`, then `both` eras or `session`, then a port.
import { serveHttp } from './conformance/http.mjs';
import { serveStdio } from './conformance/stdio.mjs';
import { createWorld } from './conformance/world.mjs';

const [transport, eras = 'both', port = '0'] = process.argv.slice(2);
const world = createWorld();
const isOld = eras === 'session';
if (transport === 'http') serveHttp(world, Number(port), isOld);
else serveStdio(world, isOld);
