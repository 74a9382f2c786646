// Keeps the shell on the device, so that the pages open without a line. Answers are kept by ask.js.
const KEPT = "shell";
const SHELL = "/semua";
const FILES = [
  SHELL, "/board/board.css", "/board/icon.svg", "/board/board.webmanifest", "/board/addresses.js", "/board/ask.js",
  "/board/board.js", "/board/catalogue.js", "/board/documents.js", "/board/dom.js", "/board/pictures.js",
  "/board/words.js", "/board/home.js", "/board/occasions.js", "/board/commitment.js", "/board/matrix.js",
  "/board/audit.js", "/board/answers.js", "/board/timeline.js", "/board/check.js", "/board/proof.js",
];
const SCREENS = /^\/($|semua$|papan\/|janji\/|matriks\/|audit\/|periksa($|\/))/;

addEventListener("install", (event) =>
  event.waitUntil(caches.open(KEPT).then((cache) => cache.addAll(FILES)).then(() => self.skipWaiting())));
addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate" && SCREENS.test(pathname)) event.respondWith(fromServer(request, SHELL));
  if (pathname.startsWith("/board/")) event.respondWith(fromServer(request, pathname));
});

/** The server's answer, kept for later; what was kept where there is none, or only an excuse. */
async function fromServer(request, key) {
  const cache = await caches.open(KEPT);
  try {
    const answer = await fetch(request);
    if (answer.ok && !answer.redirected) await cache.put(key, answer.clone());
    if (answer.status < 500) return answer;
    return (await cache.match(key)) ?? answer;
  } catch (error) {
    const kept = await cache.match(key);
    if (kept) return kept;
    throw error;
  }
}
