import type { Shortcut } from '../keyboard/shortcut-registry.ts';
import { useAllShortcuts } from '../keyboard/use-shortcut.ts';
import { usePreferences } from '../preferences.ts';
import { Dialog, DialogBody, DialogFoot } from '../ui/dialog.tsx';
import { KeyHint } from '../ui/key-hint.tsx';
import { Switch } from '../ui/switch.tsx';

/** Keys that components answer by themselves, wherever they are. */
const inLists: readonly Shortcut[] = [
  ['up', 'Previous row'],
  ['down', 'Next row'],
  ['enter', 'Open the row'],
  ['escape', 'Close the topmost, then clear the filter'],
].map(([keys = '', label = '']) => ({ keys, label, group: 'In lists', run: () => undefined }));

/** Every shortcut that works at this moment. */
export function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  const [{ singleKeys }, setPreferences] = usePreferences();
  const shortcuts = [...useAllShortcuts(), ...inLists];
  const groups = [...new Set(shortcuts.map(({ group }) => group))];
  return (
    <Dialog open onClose={onClose} title="Shortcuts">
      <DialogBody>
        <div className="columns-2 gap-32">
          {groups.map((group) => (
            <section key={group} className="mb-16 break-inside-avoid">
              <h3 className="mb-4 font-500 text-11 text-ink-3">{group}</h3>
              <dl>
                {shortcuts
                  .filter((shortcut) => shortcut.group === group)
                  .map(({ keys, label }) => (
                    <div key={`${keys}${label}`} className="flex h-26 items-center gap-8 text-12">
                      <dt className="min-w-0 flex-1 truncate">{label}</dt>
                      <dd className="flex gap-4">
                        {keys.split(' ').map((step) => (
                          <span
                            key={step}
                            className="min-w-20 rounded-4 bg-pressed px-6 py-1 text-center"
                          >
                            <KeyHint keys={step} />
                          </span>
                        ))}
                      </dd>
                    </div>
                  ))}
              </dl>
            </section>
          ))}
        </div>
      </DialogBody>
      <DialogFoot fact="Shortcuts of a single key, such as N or G S">
        <Switch
          label="Shortcuts of a single key"
          checked={singleKeys}
          onChange={(on) => setPreferences({ singleKeys: on })}
        />
      </DialogFoot>
    </Dialog>
  );
}
