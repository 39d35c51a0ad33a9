// An MCP server over HTTP that wants sign-in, and its authorization server, in one process. Prints one line of JSON with its port.
// The path chooses the manners: the server is /mcp/<manner>, its issuer /as/<manner>. GET /log/<manner> answers what arrived:
// [{ path, query, headers, form }]. POST /end/<manner> ends every access token, POST /move/<manner> names another issuer.
//   plain    signs everybody in        short     the first token ends at once; refresh tokens are good once
//   over     gives no second token     outage    answers 503 to the first two refreshes
//   no-pkce  does not name PKCE        script, file   name such addresses to sign in at
//   lured    its challenge names an address of the link-local network for its metadata
//   large    metadata of 300 KiB       elsewhere metadata redirected to another origin
//   fixed    registers nobody          wrong-iss answers in another issuer's name
//   slow     redeems a code at POST /release/slow only
import { createHash, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';

const logs = new Map();
/** By manner: access token -> scopes. */
const tokens = new Map();
const codes = new Map();
const refreshTokens = new Set();
const moved = new Set();
const refreshes = new Map();
/** Answers that wait to be released, by manner. */
const held = new Map();

const of = (map, key, make) => map.get(key) ?? map.set(key, make()).get(key);
const json = (response, status, value, headers = {}) => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(value));
};

function issuerOf(origin, manner) {
  return `${origin}/as/${manner}${moved.has(manner) ? '-moved' : ''}`;
}

function metadata(origin, name) {
  const manner = name.replace(/-moved$/, '');
  const issuer = `${origin}/as/${name}`;
  const endpoints = { script: 'javascript:alert(1)', file: 'file:///etc/passwd' };
  return {
    issuer,
    authorization_endpoint: endpoints[manner] ?? `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    ...(manner === 'fixed' ? {} : { registration_endpoint: `${issuer}/register` }),
    response_types_supported: ['code'],
    ...(manner === 'no-pkce' ? {} : { code_challenge_methods_supported: ['S256'] }),
    token_endpoint_auth_methods_supported: ['none', 'client_secret_basic'],
    scopes_supported: ['read', 'write'],
    authorization_response_iss_parameter_supported: true,
    ...(manner === 'large' ? { service_documentation: `https://x/${'x'.repeat(300_000)}` } : {}),
  };
}

/** A new pair of tokens. */
function grant(manner, scope, first) {
  const access = `access-${randomUUID()}`;
  const refresh = `refresh-${randomUUID()}`;
  of(tokens, manner, () => new Map()).set(access, scope.split(' '));
  refreshTokens.add(refresh);
  return {
    access_token: access,
    token_type: 'Bearer',
    expires_in: first && (manner === 'short' || manner === 'outage') ? 1 : 3_600,
    refresh_token: refresh,
    scope,
  };
}

function token(response, manner, form) {
  if (form.grant_type === 'refresh_token') {
    const attempt = (refreshes.get(manner) ?? 0) + 1;
    refreshes.set(manner, attempt);
    if (manner === 'outage' && attempt < 3) return json(response, 503, {});
    const isGood = manner !== 'over' && refreshTokens.delete(form.refresh_token);
    if (!isGood) return json(response, 400, { error: 'invalid_grant' });
    return json(response, 200, grant(manner, 'read', false));
  }
  const wanted = codes.get(form.code);
  codes.delete(form.code);
  const challenge = createHash('sha256')
    .update(form.code_verifier ?? '')
    .digest('base64url');
  if (wanted === undefined || challenge !== wanted.challenge)
    return json(response, 400, { error: 'invalid_grant', error_description: 'secret words' });
  const redeem = () => json(response, 200, grant(manner, wanted.scope, true));
  if (manner !== 'slow') return redeem();
  of(held, manner, () => []).push(redeem);
}

function authorize(response, origin, manner, query) {
  const code = randomUUID();
  codes.set(code, { challenge: query.get('code_challenge'), scope: query.get('scope') ?? 'read' });
  const back = new URL(query.get('redirect_uri'));
  back.searchParams.set('code', code);
  back.searchParams.set('state', query.get('state'));
  back.searchParams.set(
    'iss',
    manner === 'wrong-iss' ? 'https://evil.example' : issuerOf(origin, manner),
  );
  response.writeHead(302, { location: back.href }).end();
}

function mcp(response, origin, manner, headers, body) {
  const own = `${origin}/.well-known/oauth-protected-resource/mcp/${manner}`;
  const where = manner === 'lured' ? 'http://169.254.169.254/latest/meta-data' : own;
  const challenge = (scope, more = '') => ({
    'www-authenticate': `Bearer resource_metadata="${where}", scope="${scope}"${more}`,
  });
  const scopes = tokens.get(manner)?.get(headers.authorization?.replace('Bearer ', ''));
  if (scopes === undefined) return json(response, 401, {}, challenge('read'));
  const message = JSON.parse(body);
  const reply = (result) => json(response, 200, { jsonrpc: '2.0', id: message.id, result });
  if (message.id === undefined) return response.writeHead(202).end();
  if (message.method === 'initialize')
    return reply({
      protocolVersion: '2025-11-25',
      capabilities: { tools: {} },
      serverInfo: { name: 'oauth', version: '1' },
    });
  const inputSchema = { type: 'object' };
  if (message.method === 'tools/list')
    return reply({ tools: ['echo', 'write'].map((name) => ({ name, inputSchema })) });
  if (message.method !== 'tools/call')
    return json(response, 200, {
      jsonrpc: '2.0',
      id: message.id,
      error: { code: -32601, message: '' },
    });
  if (message.params.name === 'write' && !scopes.includes('write'))
    return json(response, 403, {}, challenge('write', ', error="insufficient_scope"'));
  return reply({ content: [{ type: 'text', text: JSON.stringify(headers) }] });
}

const server = createServer((request, response) => {
  const origin = `http://127.0.0.1:${server.address().port}`;
  const { pathname, searchParams } = new URL(request.url, origin);
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks).toString();
    const [, ...parts] = pathname.split('/');
    const name = parts[0] === '.well-known' ? parts[3] : parts[1];
    const manner = name?.replace(/-moved$/, '') ?? '';
    if (parts[0] === 'log')
      return json(
        response,
        200,
        of(logs, manner, () => []),
      );
    const form = Object.fromEntries(new URLSearchParams(body));
    const query = Object.fromEntries(searchParams);
    of(logs, manner, () => []).push({ path: pathname, query, headers: request.headers, form });
    if (parts[0] === 'mcp' && request.method === 'POST')
      return mcp(response, origin, manner, request.headers, body);
    if (parts[1] === 'oauth-protected-resource' && parts[2] === 'mcp')
      return json(response, 200, {
        resource: `${origin}/mcp/${manner}`,
        authorization_servers: [issuerOf(origin, manner)],
      });
    if (parts[1] === 'oauth-authorization-server' && manner === 'elsewhere')
      return response.writeHead(302, { location: 'http://localhost:1/' }).end();
    if (parts[1] === 'oauth-authorization-server')
      return json(response, 200, metadata(origin, name));
    if (parts[0] === 'end') tokens.get(manner)?.clear();
    if (parts[0] === 'move') moved.add(manner);
    if (parts[0] === 'release') for (const redeem of held.get(manner)?.splice(0) ?? []) redeem();
    if (['end', 'move', 'release'].includes(parts[0])) return json(response, 200, {});
    if (parts[2] === 'register')
      return json(response, 201, { ...JSON.parse(body), client_id: `client-of-${name}` });
    if (parts[2] === 'authorize') return authorize(response, origin, manner, searchParams);
    if (parts[2] === 'token') return token(response, manner, form);
    return json(response, 404, {});
  });
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${JSON.stringify({ port: server.address().port })}\n`);
});
