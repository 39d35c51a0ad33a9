import type { Ability } from '../../state/definition.ts';
import { isRecord } from './definition-rules.ts';

const plain = ['tools', 'prompts', 'resources', 'completions', 'logging', 'tasks'] as const;

const tasksExtension = 'io.modelcontextprotocol/tasks';

/** What a server declared that it can do, of what is relayed. Claims: they say what is worth asking it, not what is allowed. */
export function abilitiesOf(capabilities: Readonly<Record<string, unknown>>): Set<Ability> {
  const found = new Set<Ability>(plain.filter((name) => isRecord(capabilities[name])));
  const { resources } = capabilities;
  if (isRecord(resources) && resources.subscribe === true) found.add('subscribe');
  const { extensions } = capabilities;
  if (isRecord(extensions) && isRecord(extensions[tasksExtension])) found.add('task_extension');
  return found;
}
