/**
 * Keeps the page's files, so that it works without a network from its first visit on.
 *
 * The network comes first, as a page whose files are of two versions would break; what it does not
 * answer is taken from what was kept. The build writes `FILES` and `VERSION` before this program.
 */
declare const FILES: readonly string[];
declare const VERSION: string;

/** What the types of a page lack. */
interface ExtendableEvent extends Event {
  waitUntil(promise: Promise<unknown>): void;
}
interface FetchEvent extends ExtendableEvent {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}

const scope = globalThis as unknown as {
  readonly clients: { claim(): Promise<void> };
  readonly registration: { readonly scope: string };
};
const PREFIX = "backproof ";

addEventListener("install", (event) => {
  const keep = async () => {
    const cache = await caches.open(PREFIX + VERSION);
    await cache.addAll(FILES.map((file) => new Request(file, { cache: "no-cache" })));
  };
  (event as ExtendableEvent).waitUntil(keep());
});

addEventListener("activate", (event) => {
  const begin = async () => {
    const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX));
    const old = names.filter((name) => name !== PREFIX + VERSION);
    await Promise.all(old.map((name) => caches.delete(name)));
    await scope.clients.claim();
  };
  (event as ExtendableEvent).waitUntil(begin());
});

addEventListener("fetch", (event) => {
  const { request } = event as FetchEvent;
  if (request.method !== "GET" || !request.url.startsWith(scope.registration.scope)) return;
  (event as FetchEvent).respondWith(answer(request));
});

async function answer(request: Request): Promise<Response> {
  const found = await fetch(request).catch(() => undefined);
  if (found?.ok) return found;
  const kept = await caches.match(request, { ignoreSearch: true });
  return kept ?? found ?? Response.error();
}
