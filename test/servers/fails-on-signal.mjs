// Loaded into an engine with `--import`: on SIGUSR2 its process meets an error that nobody catches. Argument of the URL:
// `throw` or `reject`.
import { isMainThread } from 'node:worker_threads';

if (isMainThread) {
  const how = new URL(import.meta.url).searchParams.get('how');
  process.on('SIGUSR2', () => {
    const error = new Error('nobody foresaw this');
    if (how === 'throw') throw error;
    void Promise.reject(error);
  });
}
