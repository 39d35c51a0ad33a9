import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { EngineState } from '../engine/engine-connection.ts';
import { dropUnshown, type HeldAnswers, holdShown } from '../engine/held-answers.ts';

/**
 * Whether what is shown was read since the engine last went away or shut this page out. Until then it is history, whoever
 * logged in meanwhile.
 */
export function useRenewed({ status }: EngineState): boolean {
  const queries = useQueryClient();
  const away = status !== 'online' && status !== 'connecting';
  const [renewed, setRenewed] = useState(true);
  const held = useRef<HeldAnswers | null>(null);
  if (away && renewed) setRenewed(false);

  // Before the views are hidden: then nobody could tell any more what they show.
  useLayoutEffect(() => {
    if (away) held.current ??= holdShown(queries);
    if (status === 'locked') dropUnshown(queries);
  }, [away, status, queries]);

  useEffect(() => {
    if (away || renewed) return;
    let isLatest = true;
    void held.current?.renew().then(() => {
      if (!isLatest) return;
      setRenewed(true);
      held.current?.release();
      held.current = null;
    });
    return () => {
      isLatest = false;
    };
  }, [away, renewed]);
  return renewed && !away;
}
