// Runs in the page: what the browser under test can do.
const webgl = new OffscreenCanvas(1, 1).getContext('webgl2');
const adapter = await navigator.gpu?.requestAdapter();
console.log(self.crossOriginIsolated, webgl !== null, adapter != null);

export {};
