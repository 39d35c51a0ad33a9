import type { ServerSummary } from '../../../shared/contract-server-views.ts';
import { formatCount } from '../../format/numbers.ts';

/** How many tools it lists, refused ones too: as many as its tab shows. A dash until they were read for the first time. */
export function toolCount({ tools, provedUs }: Pick<ServerSummary, 'tools' | 'provedUs'>): string {
  const count = tools.approved + tools.pending + tools.refused;
  return formatCount(count === 0 && provedUs === null ? null : count);
}
