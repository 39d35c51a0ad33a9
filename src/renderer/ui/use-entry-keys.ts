import { useEffect, useEffectEvent } from 'react';

const arrows: ReadonlySet<string> = new Set(['ArrowDown', 'ArrowUp', 'ArrowLeft', 'ArrowRight']);

/** Takes an arrow key into a list or a matrix from where it does nothing else: from nowhere, from the way to the view, from its filter. */
export function useEntryKeys(enter: () => void): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || hasModifier(event)) return;
    const { target, key } = event;
    if (!(target instanceof Element) || !arrows.has(key)) return;
    const leads = target.matches('body, main, nav a') || (key === 'ArrowDown' && isFilter(target));
    if (!leads) return;
    event.preventDefault();
    enter();
  });
  useEffect(() => {
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}

export function hasModifier(
  event: Pick<KeyboardEvent, 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>,
): boolean {
  return event.ctrlKey || event.metaKey || event.altKey || event.shiftKey;
}

/** The filter of the view, not one of a drawer. */
function isFilter(target: Element): boolean {
  return target.matches('main input[type=search]') && target.closest('aside') === null;
}
