/** Runs tasks one after another. */
export type Lock = <T>(task: () => Promise<T>) => Promise<T>;

const locks = new WeakMap<object, Lock>();

/**
 * The lock of a bundle of onnxruntime-web. All its sessions share one WebAssembly stack, one list of mounted files and,
 * on a GPU, one suspended call at a time, and it guards none of these against calls that overlap.
 *
 * @param env `ort.env`: one object for each bundle, however it was imported.
 */
export function lockOf(env: object): Lock {
  let lock = locks.get(env);
  if (lock === undefined) {
    lock = newLock();
    locks.set(env, lock);
  }
  return lock;
}

function newLock(): Lock {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const result = last.then(task);
    // The next one waits for this one, however it ends; who asked for it learns of its error.
    last = result.catch(() => {});
    return result;
  };
}
