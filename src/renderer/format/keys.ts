const named: Readonly<Record<string, string>> = {
  enter: '↵',
  escape: 'Esc',
  up: '↑',
  down: '↓',
  left: '←',
  right: '→',
  space: 'Space',
  shift: 'Shift',
};

/** One step of a shortcut as a person reads it: `mod+k` is `⌘K` on a Mac and `Ctrl K` elsewhere. */
export function formatKeys(keys: string, mac: boolean): string {
  const parts = keys.split('+').map((part) => {
    if (part === 'mod') return mac ? '⌘' : 'Ctrl';
    if (part === 'shift' && mac) return '⇧';
    return named[part] ?? part.toUpperCase();
  });
  return parts.join(mac ? '' : ' ');
}

/** Whether the shortcuts of this machine are written with ⌘. */
export function isMac(platform: string): boolean {
  return /^mac|^iP/i.test(platform);
}
