/** The part of Web Locks that is used, which some platforms and insecure pages lack. */
interface Locks {
  request(name: string, callback: () => Promise<void> | void): Promise<void>;
  request(
    name: string,
    options: { readonly signal: AbortSignal },
    callback: () => Promise<void> | void,
  ): Promise<void>;
}

/**
 * Holds a lock to the end of this thread; resolves once it does.
 *
 * No event tells that a Web Worker was terminated, but its lock is free then. The source of this function
 * may be all of it that a worker has: it uses nothing else.
 */
export function holdToEnd(lock: string): Promise<void> {
  return new Promise((resolve) => {
    const { locks } = navigator as { readonly locks?: Locks };
    if (locks === undefined) return resolve();
    locks.request(lock, () => {
      resolve();
      return new Promise<void>(() => {});
    });
  });
}

/**
 * Calls when the thread that holds a lock has ended.
 *
 * @returns Stops watching, which must be done before the end of this thread.
 */
export function watchForEnd(lock: string, onEnd: () => void): () => void {
  const watching = new AbortController();
  const { locks } = navigator as { readonly locks?: Locks };
  locks?.request(lock, { signal: watching.signal }, onEnd).catch(() => {}); // stopped
  return () => watching.abort();
}
