import { type RefObject, useEffect, useState } from 'react';

export interface MatrixSize {
  readonly headWidth: number;
  readonly columnWidth: number;
  readonly rowHeight: number;
}

const narrowest = 58;
const widest = 110;
/** From this width of the window on, rows are taller and the names of clients get more room (UI: space). */
const largeWindow = '(min-width: 1400px)';

/** Widths in pixels: few servers share the room there is, many scroll sideways. */
export function useMatrixSize(box: RefObject<HTMLElement | null>, servers: number): MatrixSize {
  const [width, setWidth] = useState(0);
  const [large, setLarge] = useState(() => matchMedia(largeWindow).matches);
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    const media = matchMedia(largeWindow);
    const follow = () => setLarge(media.matches);
    media.addEventListener('change', follow);
    return () => {
      observer.disconnect();
      media.removeEventListener('change', follow);
    };
  }, [box]);
  const headWidth = large ? 220 : 164;
  const shared = servers === 0 ? widest : Math.floor((width - headWidth) / servers);
  return {
    headWidth,
    columnWidth: Math.min(Math.max(shared, narrowest), widest),
    rowHeight: large ? 48 : 44,
  };
}
