import type { MenuItemConstructorOptions } from 'electron/main';
import type { TrayAction, TrayIcon, TrayItem, TrayModel } from './tray-model.ts';

/** What we use of Electron's Tray. */
export interface TrayPort {
  setImage(path: string): void;
  setToolTip(text: string): void;
  setContextMenu(menu: unknown): void;
  on(event: 'click', listener: () => void): unknown;
  destroy(): void;
}

export interface TrayOptions {
  readonly create: (image: string) => TrayPort;
  readonly buildMenu: (template: MenuItemConstructorOptions[]) => unknown;
  readonly platform: NodeJS.Platform;
  /** Where the icons are. */
  readonly iconDir: string;
  readonly isDark: () => boolean;
  readonly act: (action: TrayAction) => void;
}

/** The tray icon, which always shows the model that it was given last. */
export class TrayView {
  readonly #options: TrayOptions;
  readonly #tray: TrayPort;
  #shown = '';
  #isClosed = false;

  constructor(options: TrayOptions) {
    this.#options = options;
    this.#tray = options.create(this.#image('stopped'));
    // On macOS a click opens the menu; elsewhere it opens the window, and the other button the menu.
    if (options.platform !== 'darwin') {
      this.#tray.on('click', () => options.act({ do: 'open' }));
    }
  }

  show(model: TrayModel): void {
    const { icon, tooltip, menu } = model;
    if (this.#isClosed) return;
    const image = this.#image(icon);
    const next = JSON.stringify([image, tooltip, menu]);
    // A menu that is set anew closes under the pointer.
    if (next === this.#shown) return;
    this.#shown = next;
    this.#tray.setImage(image);
    this.#tray.setToolTip(tooltip);
    const { buildMenu, platform } = this.#options;
    this.#tray.setContextMenu(buildMenu(toTemplate(menu, { platform, act: this.#act })));
  }

  close(): void {
    this.#isClosed = true;
    this.#tray.destroy();
  }

  readonly #act = (action: TrayAction): void => {
    // A check mark has turned by itself, whatever comes of it: the next model is set even where it says what this one did.
    this.#shown = '';
    this.#options.act(action);
  };

  #image(icon: TrayIcon): string {
    const { platform, isDark, iconDir } = this.#options;
    // macOS colours a template image itself. Each file has others beside it for denser screens, found by their name.
    const panel = `-on-${isDark() ? 'dark' : 'light'}${platform === 'linux' ? '-large' : ''}`;
    const name = `${icon}${platform === 'darwin' ? 'Template' : panel}`;
    return `${iconDir}/${name}.png`;
  }
}

/** Electron's form of the menu. An ampersand would make the next letter a shortcut on Windows and Linux. */
export function toTemplate(
  items: readonly TrayItem[],
  { platform, act }: Pick<TrayOptions, 'platform' | 'act'>,
): MenuItemConstructorOptions[] {
  return items.map((item) => {
    if (item === 'separator') return { type: 'separator' };
    const { action, checked, submenu } = item;
    const label = platform === 'darwin' ? item.label : item.label.replaceAll('&', '&&');
    if (submenu !== undefined) return { label, submenu: toTemplate(submenu, { platform, act }) };
    if (action === undefined) return { label, enabled: false };
    const click = () => act(action);
    return checked === undefined ? { label, click } : { label, click, type: 'checkbox', checked };
  });
}
