// A model and the files beside it.

/** What is given to a worker: blobs, which cost nothing to send. */
export interface ModelFiles {
  /** With `.onnx` at its end. */
  readonly name: string;
  readonly model: Blob;
  /** By the names that the model has for them. */
  readonly externalData: readonly { readonly path: string; readonly blob: Blob }[];
}

/** The model is the first file whose name ends as models' do; the others lie beside it. */
export function modelFilesOf(files: readonly File[]): ModelFiles | undefined {
  const model = files.find(({ name }) => name.endsWith('.onnx')) ?? files[0];
  if (model === undefined) return undefined;
  const beside = files.filter((file) => file !== model);
  return { name: model.name, model, externalData: beside.map((blob) => ({ path: blob.name, blob })) };
}

/** A result by the name that the command line gives it: `net.onnx` → `net.fused.onnx`. */
export function resultOf(
  { name, externalData }: ModelFiles,
  done: 'fused' | 'expanded',
  model: Uint8Array,
): ModelFiles {
  const blob = new Blob([model as Uint8Array<ArrayBuffer>], { type: 'application/octet-stream' });
  return { name: `${name.replace(/\.onnx$/, '')}.${done}.onnx`, model: blob, externalData };
}

/**
 * Fetches a file that lies gzipped on the host.
 *
 * @throws Error where the host doesn't give it.
 */
export async function fetchZipped(url: string, signal: AbortSignal): Promise<Blob> {
  const response = await fetch(url, { signal });
  if (!response.ok) throw new Error(`${response.url} has the status ${response.status}.`);
  const blob = await response.blob();
  const [first, second] = new Uint8Array(await blob.slice(0, 2).arrayBuffer());
  // Some hosts call a gzipped file one that is encoded so, and browsers decode it.
  if (first !== 0x1f || second !== 0x8b) return blob;
  return new Response(blob.stream().pipeThrough(new DecompressionStream('gzip'))).blob();
}
