import type { Site } from "./build_page.ts";
import { POLICY } from "./policy.ts";

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};

const HEADERS = {
  "cache-control": "no-cache",
  // What a page cannot say of itself.
  "content-security-policy": `${POLICY}; frame-ancestors 'none'`,
  "cross-origin-opener-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

/** Answers requests for the files of a site; Deno compresses them. */
export function siteHandler(site: Site): (request: Request) => Response {
  return (request) => {
    if (request.method !== "GET" && request.method !== "HEAD") {
      return new Response(null, { status: 405, headers: { ...HEADERS, allow: "GET, HEAD" } });
    }
    const path = new URL(request.url).pathname.slice(1) || "index.html";
    const bytes = site.get(path);
    if (bytes === undefined) return new Response("Not found", { status: 404, headers: HEADERS });
    const type = TYPES[path.slice(path.lastIndexOf("."))]!;
    return new Response(bytes, { headers: { ...HEADERS, "content-type": type } });
  };
}
