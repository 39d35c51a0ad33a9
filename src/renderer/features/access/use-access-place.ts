import { useMemo } from 'react';
import { useSearchParams } from 'wouter';
import { type AccessPlace, findPlace, readPlace, writePlace } from './access-place.ts';
import type { AccessData } from './staged-edits.ts';
import { useArrivals } from './use-arrivals.ts';

/** The place in the address, so that a link, back and forward show the same. */
export function useAccessPlace(present: AccessData) {
  const [params, setParams] = useSearchParams();
  const text = params.toString();
  const found = useMemo(
    () => findPlace(readPlace(new URLSearchParams(text)), present),
    [text, present],
  );
  return {
    ...found,
    /** The address asks why a call to that place is decided as it is. */
    explains: params.has('explain'),
    arrivals: useArrivals(),
    /** Writes where the person is now; nothing moves by it. */
    note: (place: AccessPlace) => setParams(writePlace(place), { replace: true }),
  };
}
