import { Box, Globe, type LucideIcon, SquareTerminal } from 'lucide-react';

/** What a server is, by its transport. */
export function serverIcon(transport: string): LucideIcon {
  if (transport === 'http') return Globe;
  return transport === 'external' ? Box : SquareTerminal;
}
