import type { AccessData } from './staged-edits.ts';

/** The clients and servers to show: names that contain the text; a text that only one side knows leaves the other side whole. */
export function filterMatrix(
  { clients, servers }: AccessData,
  text: string,
): Pick<AccessData, 'clients' | 'servers'> {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return { clients, servers };
  const matches = ({ id }: { id: string }) => id.toLowerCase().includes(wanted);
  const found = { clients: clients.filter(matches), servers: servers.filter(matches) };
  if (found.clients.length === 0 && found.servers.length === 0) return found;
  return {
    clients: found.clients.length === 0 ? clients : found.clients,
    servers: found.servers.length === 0 ? servers : found.servers,
  };
}
