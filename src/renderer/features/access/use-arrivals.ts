import { useEffect, useState } from 'react';

/**
 * How often a person went to an address since the view opened: by a link, the palette, or back and forward. What a view writes
 * of itself into the address it stands at is no arrival.
 */
export function useArrivals(): number {
  const [arrivals, setArrivals] = useState(0);
  useEffect(() => {
    const count = () => setArrivals((before) => before + 1);
    // The router tells of its own steps by events of these names.
    const steps = ['pushState', 'popstate'] as const;
    for (const step of steps) window.addEventListener(step, count);
    return () => {
      for (const step of steps) window.removeEventListener(step, count);
    };
  }, []);
  return arrivals;
}
