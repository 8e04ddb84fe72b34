// Plain JavaScript: a worker of Node 20 can't be TypeScript. Computes what it is told to and sleeps in between.
import { parentPort, workerData } from 'node:worker_threads';
import { loadInvolutionWasm } from '@involution/wasm';

const { memory, flags, spins } = workerData;
const wasm = loadInvolutionWasm({ memory });
let job;
parentPort.once('message', (message) => {
  job = message;
  parentPort.postMessage('ready');
  for (let seen = 0; ; ) {
    // Awake for a while, as a pool that wants to answer at once must be.
    for (let k = 0; k < spins && Atomics.load(flags, 0) === seen; k++);
    Atomics.wait(flags, 0, seen);
    seen = Atomics.load(flags, 0);
    if (seen < 0) return;
    wasm.run(job.plan, job.pointers);
    Atomics.store(flags, 1, seen);
  }
});
