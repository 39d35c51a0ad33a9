import { isIP } from 'node:net';
import type { ClientEntry } from '../../shared/registry-client.ts';
import type { DaemonSettings } from '../../shared/registry-daemon.ts';
import type { ServerEntry } from '../../shared/registry-server.ts';
import type { RegistryPath } from './registry.ts';
import type { KeyFault } from './registry-issue.ts';

/** Keys that the schema knows and this version cannot honour are refused, never ignored. */
const laterReason = 'not supported yet';

/** What `lmcp:` asks for beyond a loopback endpoint without TLS and without questions to a person. */
export function unsupportedInDaemon(lmcp: DaemonSettings): KeyFault[] {
  const found: KeyFault[] = [];
  const refuse = (when: boolean, path: RegistryPath, reason = laterReason) => {
    if (when) found.push({ path: ['lmcp', ...path], reason });
  };
  refuse(
    !isLoopback(lmcp.host),
    ['host'],
    'not supported yet: only a loopback address can be bound',
  );
  refuse(!lmcp.loopback_only, ['loopback_only'], 'not supported yet: only true is');
  refuse(lmcp.tls !== undefined, ['tls']);
  refuse(lmcp.tool_policy.ask.length > 0, ['tool_policy', 'ask']);
  return found;
}

/** What one client's entry asks for in vain. Paths begin at `clients.<id>`. */
export function unsupportedInClient(id: string, entry: ClientEntry): KeyFault[] {
  const found: KeyFault[] = [];
  const refuse = (when: boolean, path: RegistryPath, reason = laterReason) => {
    if (when) found.push({ path: ['clients', id, ...path], reason });
  };
  refuse(entry.discovery !== 'full', ['discovery'], 'not supported yet: only full is');
  refuse(Object.keys(entry.profiles).length > 0, ['profiles']);
  for (const [server, tools] of Object.entries(entry.tools)) {
    refuse(tools.ask.length > 0, ['tools', server, 'ask']);
  }
  return found;
}

/** What one server's entry asks for in vain. Paths begin at `servers.<id>`. */
export function unsupportedInServer(id: string, entry: ServerEntry): KeyFault[] {
  const found: KeyFault[] = [];
  const refuse = (when: boolean, path: RegistryPath, reason = laterReason) => {
    if (when) found.push({ path: ['servers', id, ...path], reason });
  };
  refuse(Object.keys(entry.guards).length > 0, ['guards']);
  refuse(entry.tool_policy.ask.length > 0, ['tool_policy', 'ask']);
  if (entry.transport === 'external') refuse(true, ['transport'], 'external is not supported yet');
  if (entry.transport === 'stdio') {
    refuse(entry.sandbox !== undefined, ['sandbox']);
    refuse(
      entry.stdio_mode === 'content-length',
      ['stdio_mode'],
      'not supported yet: only newline is',
    );
  }
  return found;
}

function isLoopback(host: string): boolean {
  if (host === 'localhost' || host === '::1' || host === '[::1]') return true;
  return isIP(host) === 4 && host.startsWith('127.');
}
