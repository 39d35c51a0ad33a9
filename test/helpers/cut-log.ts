import { readdir, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { openDatabase } from '../../src/core/database.ts';

/** What somebody with the files and no LMCP does: the last rows vanish from the segment and from the journal. */
export async function cutLog(directory: string, rows: number): Promise<void> {
  const audit = join(directory, 'data', 'audit');
  const segment = openDatabase(join(audit, '000001.db'));
  const triggers = segment
    .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
    .pluck();
  for (const name of triggers.all()) segment.exec(`DROP TRIGGER ${name}`);
  segment.prepare('DELETE FROM entry WHERE seq > (SELECT max(seq) FROM entry) - ?').run(rows);
  segment.close();
  for (const file of await readdir(audit))
    if (file.startsWith('journal')) await truncate(join(audit, file));
}
