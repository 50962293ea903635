// Keeps the help page, or one's own plan, for times without a connection, only after its reader asked for it. What is fresh comes first.
// One’s own plan and the help page are let go of apart from each other.
const KEPT = new URL(self.registration.scope).pathname.endsWith("/plan/") ? "entraide-plan" : "entraide-help";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  const answer = event.ports[0];
  if (!Array.isArray(event.data?.keep) || !answer) return;
  event.waitUntil(
    caches
      .open(KEPT)
      .then((cache) => cache.addAll(event.data.keep))
      .then(
        () => answer.postMessage({ kept: true }),
        () => answer.postMessage({ kept: false }),
      ),
  );
});

const fromKept = async (request) => {
  const cache = await caches.open(KEPT);
  const exact = await cache.match(request, { ignoreVary: true });
  if (exact || request.mode !== "navigate") return exact;
  // Another country's page was not kept: the page that was is better than none.
  for (const one of await cache.keys()) {
    if (new URL(one.url).pathname.endsWith("/help/")) return cache.match(one, { ignoreVary: true });
  }
  return undefined;
};

self.addEventListener("fetch", (event) => {
  if (event.request.method !== "GET") return;
  event.respondWith(
    fetch(event.request).then(
      async (fresh) => (fresh.status < 500 ? fresh : (await fromKept(event.request)) || fresh),
      async (problem) => {
        const kept = await fromKept(event.request);
        if (kept) return kept;
        throw problem;
      },
    ),
  );
});
