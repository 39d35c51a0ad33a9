import type { MethodName } from '../../shared/contract.ts';
import type { ManagementEvent } from '../../shared/contract-events.ts';

/** A method whose answer an event makes old; `id` narrows it to the input of one server. */
export interface Touched {
  /** A method, or a group with a dot at its end. */
  readonly prefix: MethodName | `${string}.`;
  readonly id?: string;
  /** Follows calls: renewed every two seconds at most, so that watching costs the gateway little. */
  readonly slow?: true;
  /** Read again only by who opens it later: who shows it takes what is new from the event itself. */
  readonly whenOpened?: true;
}

const calls: readonly Touched[] = [
  { prefix: 'engine.', slow: true },
  { prefix: 'clients.list', slow: true },
  { prefix: 'audit.stats', slow: true },
  { prefix: 'audit.histogram', slow: true },
  { prefix: 'audit.query', whenOpened: true },
];
const registry: readonly Touched[] = [
  { prefix: 'engine.' },
  { prefix: 'servers.' },
  { prefix: 'clients.' },
  { prefix: 'access.' },
];

/** What has to be read again after an event. */
export function touchedBy(event: ManagementEvent): readonly Touched[] {
  switch (event.event) {
    case 'audit.appended':
      return calls;
    case 'registry.changed':
      return registry;
    case 'servers.changed':
      return [
        { prefix: 'engine.' },
        { prefix: 'servers.list' },
        { prefix: 'servers.get', id: event.data.id },
      ];
    case 'definitions.changed':
      return [
        { prefix: 'engine.' },
        { prefix: 'access.' },
        { prefix: 'servers.list' },
        { prefix: 'servers.get', id: event.data.id },
        { prefix: 'servers.tools' },
        { prefix: 'servers.item', id: event.data.id },
      ];
    case 'servers.log':
      return [{ prefix: 'servers.logs', id: event.data.id }];
    default:
      return [];
  }
}

/** Whether the answer to this question is touched. */
export function isTouched(touched: Touched, method: string, input: unknown): boolean {
  const { prefix, id } = touched;
  if (prefix.endsWith('.') ? !method.startsWith(prefix) : method !== prefix) return false;
  if (id === undefined) return true;
  return typeof input === 'object' && input !== null && 'id' in input && input.id === id;
}
