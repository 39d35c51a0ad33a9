import { type ComponentType, lazy, useState } from 'react';

/** A component in a file of its own. */
export interface Chunk<P> {
  /** Fetches it; the second time costs nothing. */
  readonly load: () => Promise<unknown>;
  readonly Component: ComponentType<P>;
}

/**
 * A component whose file is fetched on its first showing or ahead. Once it is there it is drawn at once: what suspends, as
 * `lazy` does even then, React holds back for 300 ms.
 */
export function createChunk<P extends object>(fetch: () => Promise<ComponentType<P>>): Chunk<P> {
  let fetched: ComponentType<P> | null = null;
  const load = async () => {
    fetched ??= await fetch();
    return fetched;
  };
  const Lazy = lazy(async () => ({ default: await load() }));
  const Component = (props: P) => {
    // Chosen once: another component in its place would begin anew.
    const [Present] = useState<ComponentType<P>>(() => fetched ?? Lazy);
    return <Present {...props} />;
  };
  return { load, Component };
}
