/**
 * Counts, from now on, the bytes of the GPU buffers of this page that are made and not destroyed. One that is merely
 * dropped counts until its device is lost, because nobody can tell when the browser finds it.
 *
 * @returns The most bytes so far.
 */
export function countBufferBytes(): () => number {
  let [bytes, most] = [0, 0];
  const alive = new Set<GPUBuffer>();
  const remove = (buffer: GPUBuffer) => {
    if (alive.delete(buffer)) bytes -= buffer.size;
  };
  const { createBuffer } = GPUDevice.prototype;
  GPUDevice.prototype.createBuffer = function (descriptor) {
    const buffer = createBuffer.call(this, descriptor);
    alive.add(buffer);
    bytes += buffer.size;
    most = Math.max(most, bytes);
    void this.lost.then(() => remove(buffer));
    return buffer;
  };
  const { destroy } = GPUBuffer.prototype;
  GPUBuffer.prototype.destroy = function () {
    remove(this);
    return destroy.call(this);
  };
  return () => most;
}
