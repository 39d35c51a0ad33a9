import { useContext, useEffect } from 'react';
import { isMac } from '../format/keys.ts';
import { usePreferences } from '../preferences.ts';
import { ShortcutContext } from './use-shortcut.ts';

/** Listens for the keys of all shortcuts; renders nothing. */
export function ShortcutKeys() {
  const registry = useContext(ShortcutContext);
  const [{ singleKeys }] = usePreferences();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || event.repeat) return;
      if (event.key === ' ' && isControl(event.target)) return;
      const mac = isMac(navigator.platform);
      const inField = isField(event.target) || isModal();
      if (registry?.press(event, { mac, inField, singleKeys })) event.preventDefault();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [registry, singleKeys]);
  return null;
}

const fields = 'input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable=true]';

function isField(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(fields) !== null;
}

/** What the focus is on takes the space bar for itself; a link does not. */
function isControl(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('button, input, summary, pre') !== null;
}

/** While a dialog asks something, the view behind it takes no keys. */
function isModal(): boolean {
  return document.querySelector('[role=dialog][data-state=open]') !== null;
}
