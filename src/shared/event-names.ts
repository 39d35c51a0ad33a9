/** Every event of the contract; kept apart from the schemas so that knowing a name costs nothing. */
export const eventNames = [
  'audit.appended',
  'registry.changed',
  'servers.changed',
  'servers.log',
  'definitions.changed',
  'task.progress',
] as const;

export type EventName = (typeof eventNames)[number];

export function isEventName(name: string): name is EventName {
  return eventNames.some((known) => known === name);
}
