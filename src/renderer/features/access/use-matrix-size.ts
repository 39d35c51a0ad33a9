import { type RefObject, useEffect, useState } from 'react';

export interface MatrixSize {
  /** Of the box that scrolls. */
  readonly width: number;
  readonly height: number;
  readonly headWidth: number;
  readonly columnWidth: number;
  readonly rowHeight: number;
  /** What a drawer hides at the right, where it lies over the matrix. */
  readonly covered: number;
}

const narrowest = 58;
const widest = 110;
const drawerWidth = 320;
/** From this width of the window on, rows are taller and the names of clients get more room (UI: space). */
const largeWindow = '(min-width: 1400px)';
/** Up to here drawers lie over their list (UI: layout). */
const narrowWindow = '(max-width: 1040px)';

/** Widths in pixels: few servers share the room there is, many scroll sideways. */
export function useMatrixSize(
  box: RefObject<HTMLElement | null>,
  servers: number,
  beside: boolean,
): MatrixSize {
  const [{ width, height }, setBox] = useState({ width: 0, height: 0 });
  const large = useMedia(largeWindow);
  const narrow = useMedia(narrowWindow);
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const observer = new ResizeObserver(() =>
      setBox({ width: element.clientWidth, height: element.clientHeight }),
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [box]);
  const headWidth = large ? 220 : 164;
  const shared = servers === 0 ? widest : Math.floor((width - headWidth) / servers);
  return {
    width,
    height,
    headWidth,
    columnWidth: Math.min(Math.max(shared, narrowest), widest),
    rowHeight: large ? 48 : 44,
    covered: narrow && beside ? drawerWidth : 0,
  };
}

function useMedia(query: string): boolean {
  const [matches, setMatches] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const media = matchMedia(query);
    const follow = () => setMatches(media.matches);
    media.addEventListener('change', follow);
    return () => media.removeEventListener('change', follow);
  }, [query]);
  return matches;
}
