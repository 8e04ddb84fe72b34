// The page: it sends pixels to a worker, which computes, and stays responsive.
const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
for (const backend of ['webgpu', 'wasm']) {
  const pixels = new Float32Array(5 * 5 * 8).fill(1);
  worker.postMessage({ backend, pixels }, [pixels.buffer]);
}
worker.addEventListener('message', ({ data }) => console.log(data.backend, data.y.length, data.y[96]));
// → webgpu 200 1.125
// → wasm 200 1.125
