/**
 * Starts a worker of the page.
 *
 * @param name Its module below `page`, without `.ts`, and ending in `_worker`: the build makes an entry
 * of each.
 */
export function openWorker(name: `${string}_worker`): Worker {
  return new Worker(new URL(`${name}.js`, document.baseURI), { type: "module" });
}

/** Posts from a worker to the page that started it; buffers in `transfer` are moved. */
export function postToPage(message: unknown, transfer: Transferable[] = []): void {
  globalThis.postMessage(message, { transfer });
}
