export interface Shortcut {
  /** Steps with a space between them: `mod+k`, `g s`, `/`, `?`. `mod` is ⌘ on a Mac and Ctrl elsewhere. */
  readonly keys: string;
  /** What it does, for the list of all shortcuts. */
  readonly label: string;
  /** The heading it stands under there. */
  readonly group: string;
  readonly run: () => void;
}

/** The parts of a keyboard event that decide. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

export interface KeyContext {
  readonly mac: boolean;
  /** The focus is where letters are typed. */
  readonly inField: boolean;
  /** Single keys are switched on. */
  readonly singleKeys: boolean;
}

/** All shortcuts in force. The one that was added last wins, so that a view goes before the shell. */
export class ShortcutRegistry {
  #shortcuts: readonly Shortcut[] = [];
  readonly #listeners = new Set<() => void>();
  /** Steps of a sequence so far. */
  #typed: string[] = [];

  readonly all = (): readonly Shortcut[] => this.#shortcuts;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Returns the function that takes it away. */
  add(shortcut: Shortcut): () => void {
    this.#replace([...this.#shortcuts, shortcut]);
    return () => this.#replace(this.#shortcuts.filter((other) => other !== shortcut));
  }

  /** Runs what the key completes. True when it was ours, so that it does nothing else. */
  press(press: KeyPress, context: KeyContext): boolean {
    const step = stepOf(press, context.mac);
    if (step === null) return false;
    const single = !step.includes('mod+');
    if (single && (context.inField || !context.singleKeys)) {
      this.#typed = [];
      return false;
    }
    for (const typed of this.#typed.length === 0 ? [[step]] : [[...this.#typed, step], [step]]) {
      const keys = typed.join(' ');
      const found = this.#shortcuts.findLast((shortcut) => shortcut.keys === keys);
      if (found) {
        this.#typed = [];
        found.run();
        return true;
      }
      if (this.#shortcuts.some((shortcut) => shortcut.keys.startsWith(`${keys} `))) {
        this.#typed = typed;
        return true;
      }
    }
    this.#typed = [];
    return false;
  }

  #replace(shortcuts: readonly Shortcut[]): void {
    this.#shortcuts = shortcuts;
    for (const listener of this.#listeners) listener();
  }
}

/** The key as shortcuts write it, or null for a modifier alone and for what belongs to the platform. */
function stepOf(
  { key, ctrlKey, metaKey, altKey, shiftKey }: KeyPress,
  mac: boolean,
): string | null {
  if (key === 'Shift' || key === 'Control' || key === 'Meta' || key === 'Alt') return null;
  if (altKey || (mac ? ctrlKey : metaKey)) return null;
  const mod = mac ? metaKey : ctrlKey;
  const name = key === ' ' ? 'space' : key.toLowerCase();
  // A sign such as ? already says that Shift was held.
  const shift = shiftKey && (name.length > 1 || /^[a-z]$/.test(name));
  return `${mod ? 'mod+' : ''}${shift ? 'shift+' : ''}${name}`;
}
