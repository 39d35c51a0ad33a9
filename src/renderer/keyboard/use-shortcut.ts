import { createContext, useContext, useEffect, useEffectEvent, useSyncExternalStore } from 'react';
import type { Shortcut, ShortcutRegistry } from './shortcut-registry.ts';

export const ShortcutContext = createContext<ShortcutRegistry | null>(null);

function useRegistry(): ShortcutRegistry {
  const registry = useContext(ShortcutContext);
  if (registry === null) throw new Error('no shortcuts above this component');
  return registry;
}

export interface ShortcutOptions {
  readonly keys: string;
  readonly label: string;
  readonly group?: string;
  readonly enabled?: boolean;
}

/** A shortcut for as long as the component is there. It never fires in a field unless it holds ⌘ or Ctrl. */
export function useShortcut(options: ShortcutOptions, run: () => void): void {
  const { keys, label, group = 'This view', enabled = true } = options;
  const registry = useRegistry();
  const onPress = useEffectEvent(run);
  useEffect(() => {
    if (!enabled) return;
    return registry.add({ keys, label, group, run: () => onPress() });
  }, [registry, keys, label, group, enabled]);
}

/** Every shortcut in force, for the list of them. */
export function useAllShortcuts(): readonly Shortcut[] {
  const registry = useRegistry();
  return useSyncExternalStore(registry.subscribe, registry.all);
}
