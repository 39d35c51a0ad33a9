import { parentPort, workerData } from 'node:worker_threads';
import { systemCode } from './health.ts';
import { StoredCallsWriter } from './stored-calls-writer.ts';
import { Writer } from './writer.ts';
import type { WriterData, WriterMessage, WriterReply } from './writer-messages.ts';

function toFailure(id: number, error: unknown): WriterReply {
  const message = error instanceof Error ? error.message : 'unknown';
  return { type: 'failed', id, code: systemCode(error), message };
}

const port = parentPort;
if (port !== null) {
  const data: WriterData = workerData;
  const writer = new Writer(data, new StoredCallsWriter(data.dir));
  port.on('message', ({ id, request }: WriterMessage) => {
    try {
      const reply: WriterReply = { type: 'done', id, value: writer.handle(request) };
      port.postMessage(reply);
    } catch (error) {
      port.postMessage(toFailure(id, error));
    }
    if (request.type === 'close') port.close();
  });
}
