import { expect, it } from 'vitest';

it('loads in a worker', async () => {
  const worker = new Worker(new URL('../test/worker.ts', import.meta.url), { type: 'module' });
  const result = await new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
  });
  expect(result).toBe(4);
  worker.terminate();
});
