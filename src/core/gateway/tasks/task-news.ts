import { resultLimits, scanJson, textOf } from '../../json/scan.ts';
import type { ConnectionPool } from '../../upstream/connection.ts';
import type { Session } from '../exchange/session.ts';
import type { TaskBook } from './task-book.ts';

const statusMethod = 'notifications/tasks/status';
const head = Buffer.from(`{"jsonrpc":"2.0","method":"${statusMethod}","params":`);
const tail = Buffer.from('}');

/** Tells the sessions of a task's own client what a server says of it, and nobody else. */
export function followTasks(
  tasks: TaskBook,
  pool: Pick<ConnectionPool, 'onNotification'>,
  sessions: () => Iterable<Session>,
): () => void {
  return pool.onNotification(({ serverId }, method, params) => {
    if (method !== statusMethod || params === null) return;
    const node = scanJson(params, resultLimits).members?.get('taskId');
    if (node?.type !== 'string') return;
    const taskId = textOf(params, node);
    const message = Buffer.concat([head, params, tail]);
    for (const clientId of tasks.ownersOf(serverId, taskId)) {
      const own = tasks.find(clientId, { kind: 'server', serverId }, taskId);
      if (own === undefined) continue;
      tasks.seen(clientId, own, params);
      for (const session of sessions()) {
        if (session.clientId === clientId && tasks.find(clientId, session.route, taskId)) {
          session.notify(message);
        }
      }
    }
  });
}
