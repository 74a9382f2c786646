// Keeps one whole version of the shell on the device, so that the pages open without a line. Answers are kept by ask.js.
/* global VERSION -- the server writes it above these lines: with any file of the board this script changes, and so is installed anew */
const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const KEPT = `shell-${VERSION}`;
const SHELL = "/semua";
const FILES = [
  SHELL, "/board/board.css", "/board/icon.svg", "/board/board.webmanifest", "/board/addresses.js", "/board/ask.js",
  "/board/board.js", "/board/catalogue.js", "/board/documents.js", "/board/dom.js", "/board/pictures.js",
  "/board/words.js", "/board/home.js", "/board/occasions.js", "/board/commitment.js", "/board/matrix.js",
  "/board/answers.js", "/board/audit.js", "/board/check.js", "/board/judge.js", "/board/kept.js", "/board/note.js", "/board/paper.js",
  "/board/proof.js", "/board/session.js", "/board/tiles.js", "/board/timeline.js",
];
const SCREENS = /^\/($|semua$|papan\/|janji\/|matriks\/|audit\/|periksa($|\/))/;

async function keepFiles() {
  const cache = await caches.open(KEPT);
  await cache.addAll(FILES.map((file) => new Request(file, { credentials: "omit" })));
  await worker.skipWaiting();
}

async function dropOlder() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== KEPT).map((name) => caches.delete(name)));
  await worker.clients.claim();
}

worker.addEventListener("install", (event) => event.waitUntil(keepFiles()));
worker.addEventListener("activate", (event) => event.waitUntil(dropOlder()));

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate" && SCREENS.test(pathname)) event.respondWith(fromServer(request, SHELL));
  else if (FILES.includes(pathname)) event.respondWith(fromServer(request, pathname));
});

/** The server's answer; what was kept where there is none, or only an excuse. @param {Request} request @param {string} key */
async function fromServer(request, key) {
  try {
    const answer = await fetch(request);
    if (answer.status < 500) return answer;
    return (await kept(key)) ?? answer;
  } catch (error) {
    const found = await kept(key);
    if (found) return found;
    throw error;
  }
}

/** @param {string} key */
const kept = async (key) => (await caches.open(KEPT)).match(key);
