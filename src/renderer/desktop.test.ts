import { expect, it } from 'vitest';
import { followOpenedViews } from './desktop.ts';
import { pageBase } from './page-base.ts';

it('a view that the tray asks for is an address of the page, not a page of its own', () => {
  const gone: string[] = [];
  let open = (_view: string) => {};
  const onOpen = (listener: (view: string) => void) => {
    open = listener;
    return () => undefined;
  };
  followOpenedViews({ onOpen }, pageBase({ pathname: '/ui/access' }), (path) => gone.push(path));
  open('servers');
  open('');
  expect(gone).toEqual(['/ui/servers', '/ui/']);
});
