import type { Clock } from '../../clock.ts';
import { resultLimits, scanJson, textOf } from '../../json/scan.ts';
import type { Route } from '../exchange/session.ts';

/** Tasks that are kept of one client; the oldest is forgotten first. */
const mostTasks = 256;
const longestId = 256;
/** A Task object is small; one that brings its whole result along is passed on, and kept as it was before. */
const longestTaskBytes = 65_536;
/** A task without a time to live is kept so long after it was last heard of. */
const longestMs = 24 * 60 * 60 * 1_000;

/** A task that a server made of a client's call. */
export interface OwnTask {
  readonly serverId: string;
  readonly taskId: string;
  /** The tool it came from: whoever may not call it any more may not ask for its tasks either. */
  readonly tool: string;
  /** The Task object as it was last seen, byte for byte. */
  readonly task: Uint8Array;
  /** Monotonic. */
  readonly untilUs: number;
}

/**
 * Whose task is whose. A server that several clients share knows no clients, so that nothing of a task is asked or told but for the
 * client that made it (PO-7).
 */
export class TaskBook {
  readonly #clock: Clock;
  readonly #byClient = new Map<string, Map<string, OwnTask>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Notes the task in a CreateTaskResult of either era, if it is one. An id that the client has from another server stays with that one. */
  made(clientId: string, serverId: string, tool: string, result: Uint8Array): void {
    const { members } = scanJson(result, resultLimits);
    const type = members?.get('resultType');
    const isTask = type?.type === 'string' && textOf(result, type) === 'task';
    const node = members?.get('task');
    if (isTask) this.#note(clientId, { serverId, tool }, new Uint8Array(result));
    else if (node?.type === 'object') {
      this.#note(clientId, { serverId, tool }, result.slice(node.start, node.end));
    }
  }

  /** What a server says of a task later; what is no Task object changes nothing. */
  seen(clientId: string, known: OwnTask, said: Uint8Array): void {
    this.#note(clientId, known, new Uint8Array(said));
  }

  find(clientId: string, route: Route, taskId: string): OwnTask | undefined {
    const found = this.#byClient.get(clientId)?.get(taskId);
    if (found === undefined || this.#isOver(found)) return undefined;
    return route.kind === 'all' || route.serverId === found.serverId ? found : undefined;
  }

  /** Oldest first. */
  list(clientId: string, route: Route): OwnTask[] {
    const all = [...(this.#byClient.get(clientId)?.keys() ?? [])];
    return all.flatMap((taskId) => this.find(clientId, route, taskId) ?? []);
  }

  /** The clients that have this task of this server: one, unless the server gives one id twice. */
  ownersOf(serverId: string, taskId: string): string[] {
    return [...this.#byClient]
      .filter(([, tasks]) => tasks.get(taskId)?.serverId === serverId)
      .map(([clientId]) => clientId);
  }

  /** Forgets clients that are gone. */
  prune(clients: ReadonlyMap<string, unknown>): void {
    for (const id of this.#byClient.keys()) if (!clients.has(id)) this.#byClient.delete(id);
  }

  #isOver({ untilUs }: OwnTask): boolean {
    return untilUs < this.#clock.monoUs();
  }

  #note(
    clientId: string,
    { serverId, tool, taskId: expected }: Pick<OwnTask, 'serverId' | 'tool'> & Partial<OwnTask>,
    task: Uint8Array,
  ): void {
    const { members } = scanJson(task, resultLimits);
    const idNode = members?.get('taskId');
    const taskId = idNode?.type === 'string' ? textOf(task, idNode) : '';
    if (taskId === '' || taskId.length > longestId || (expected ?? taskId) !== taskId) return;
    const tasks = this.#byClient.get(clientId) ?? new Map<string, OwnTask>();
    const before = tasks.get(taskId);
    // One whose time is over stands in nobody's way.
    const known = before !== undefined && this.#isOver(before) ? undefined : before;
    if (known !== undefined && known.serverId !== serverId) return;
    const kept = task.length <= longestTaskBytes ? task : known?.task;
    if (kept === undefined) return;
    const ttl = members?.get('ttl') ?? members?.get('ttlMs');
    const ttlMs =
      ttl?.type === 'number'
        ? Number(Buffer.from(task).toString('latin1', ttl.start, ttl.end))
        : longestMs;
    const untilUs = this.#clock.monoUs() + Math.min(Math.max(ttlMs, 0), longestMs) * 1_000;
    // At the end of the order: it is the newest.
    if (known === undefined) tasks.delete(taskId);
    if (known === undefined && tasks.size >= mostTasks) {
      const [oldest] = tasks.keys();
      if (oldest !== undefined) tasks.delete(oldest);
    }
    this.#byClient.set(
      clientId,
      tasks.set(taskId, { serverId, taskId, tool, task: kept, untilUs }),
    );
  }
}
