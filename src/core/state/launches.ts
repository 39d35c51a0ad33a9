import type { Database } from '../database.ts';
import type { Launches } from '../supervisor/launches.ts';

interface Row {
  pid: number;
  identity: string;
  process_group: number;
  server_id: string;
  launch_key: string;
  started_us: number;
}

/** The `launch` table of state.db: one row for each child that was started and not yet seen to end (SU-7). */
export function createLaunches(db: Database): Launches {
  const upsert = db.prepare<[number, string, number, string, string, number]>(
    `INSERT OR REPLACE INTO launch (pid, identity, process_group, server_id, launch_key, started_us)
     VALUES (?, ?, ?, ?, ?, ?)`,
  );
  const erase = db.prepare<[number]>('DELETE FROM launch WHERE pid = ?');
  const select = db.prepare<[], Row>('SELECT * FROM launch ORDER BY started_us, pid');
  return {
    record: (launch) =>
      void upsert.run(
        launch.pid,
        launch.identity,
        launch.processGroup,
        launch.serverId,
        launch.launchKey,
        launch.startedUs,
      ),
    remove: (pid) => void erase.run(pid),
    all: () =>
      select.all().map((row) => ({
        pid: row.pid,
        identity: row.identity,
        processGroup: row.process_group,
        serverId: row.server_id,
        launchKey: row.launch_key,
        startedUs: row.started_us,
      })),
  };
}
