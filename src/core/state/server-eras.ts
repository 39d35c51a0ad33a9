import type { Settings } from './settings.ts';

type Era = 'session' | 'stateless';

/** Which protocol era servers spoke when they were last started, as small facts of this data directory. */
export function createServerEras(settings: Settings) {
  const keyOf = (serverId: string) => `era.${serverId}`;
  return {
    /** Null where it is not known of this very launch. */
    recall(serverId: string, launch: string): Era | null {
      const [known, era] = settings.get(keyOf(serverId))?.split(' ') ?? [];
      return known === launch && (era === 'session' || era === 'stateless') ? era : null;
    },
    remember(serverId: string, launch: string, era: Era): void {
      if (this.recall(serverId, launch) !== era) settings.set(keyOf(serverId), `${launch} ${era}`);
    },
    forget(serverId: string): void {
      settings.remove(keyOf(serverId));
    },
  };
}
