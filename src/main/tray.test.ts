import type { MenuItemConstructorOptions } from 'electron/main';
import { expect, it } from 'vitest';
import { TrayView, toTemplate } from './tray.ts';
import type { TrayAction, TrayModel } from './tray-model.ts';

const model: TrayModel = {
  icon: 'attention',
  tooltip: 'LMCP: stopped',
  menu: [{ label: 'R&D' }, 'separator', { label: 'Quit', action: { do: 'quit' } }],
};

function tray(platform: NodeJS.Platform, dark = false) {
  const calls: string[] = [];
  const acted: TrayAction[] = [];
  const menus: MenuItemConstructorOptions[][] = [];
  let click = () => {};
  const view = new TrayView({
    create: (image) => {
      calls.push(`create ${image}`);
      return {
        setImage: (path) => calls.push(`image ${path}`),
        setToolTip: (text) => calls.push(`tip ${text}`),
        setContextMenu: () => calls.push('menu'),
        on: (_event, listener) => {
          click = listener;
        },
        destroy: () => calls.push('destroy'),
      };
    },
    buildMenu: (template) => menus.push(template),
    platform,
    iconDir: '/i',
    isDark: () => dark,
    act: (action) => acted.push(action),
  });
  return { view, calls, acted, menus, click: () => click() };
}

it('takes template images on macOS, and the ones for the panel elsewhere', () => {
  const mac = tray('darwin');
  mac.view.show(model);
  expect(mac.calls).toEqual([
    'create /i/stoppedTemplate.png',
    'image /i/attentionTemplate.png',
    'tip LMCP: stopped',
    'menu',
  ]);
  expect(tray('win32', true).calls).toEqual(['create /i/stopped-on-dark.png']);
  expect(tray('linux').calls).toEqual(['create /i/stopped-on-light-large.png']);
});

it('leaves an open menu alone when nothing changed', () => {
  const { view, calls } = tray('linux');
  view.show(model);
  const before = calls.length;
  view.show({ ...model });
  expect(calls).toHaveLength(before);
  view.show({ ...model, tooltip: 'LMCP: running' });
  expect(calls).toHaveLength(before + 3);
});

it('after a click the menu is set anew: a check mark has turned by itself, whatever came of it', () => {
  const { view, menus, acted } = tray('linux');
  const action = { do: 'openAtLogin', open: true } as const;
  const unchecked = { ...model, menu: [{ label: 'Open at login', checked: false, action }] };
  view.show(unchecked);
  const [line = {}] = menus[0] ?? [];
  (line.click as () => void)();
  expect(acted).toEqual([action]);
  view.show(unchecked);
  expect(menus).toHaveLength(2);
});

it('a tray that is gone is not touched again, which Electron answers with an error', () => {
  const { view, calls } = tray('linux');
  view.close();
  view.show(model);
  expect(calls.at(-1)).toBe('destroy');
});

it('a click opens the window, but on macOS, where it opens the menu', () => {
  const linux = tray('linux');
  linux.click();
  expect(linux.acted).toEqual([{ do: 'open' }]);
  const mac = tray('darwin');
  mac.click();
  expect(mac.acted).toEqual([]);
});

it('lines without an action cannot be pressed, and an ampersand stays one', () => {
  const acted: TrayAction[] = [];
  const [note, separator, quit = {}] = toTemplate(model.menu, {
    platform: 'win32',
    act: (action) => acted.push(action),
  });
  expect(note).toEqual({ label: 'R&&D', enabled: false });
  expect(separator).toEqual({ type: 'separator' });
  // Electron hands over what was clicked; none of it is used.
  (quit.click as () => void)();
  expect(acted).toEqual([{ do: 'quit' }]);
});
