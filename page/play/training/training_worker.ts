/** Trains in a worker, so that the page stays free to draw. */
import { postToPage } from "../../shell/workers.ts";
import { type Request, runner } from "./runner.ts";

const handle = runner({
  now: () => performance.now(),
  later: (callback, milliseconds) => setTimeout(callback, milliseconds),
  send: (snapshot) => postToPage(snapshot),
});

addEventListener("message", ({ data }: MessageEvent<Request>) => handle(data));
