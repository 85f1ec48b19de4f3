import { followAddress } from "./shell/tabs.ts";

followAddress({
  draw: { title: "Draw a digit", load: () => import("./draw/draw.ts") },
  play: { title: "Play with a network", load: () => import("./play/play.ts") },
  prove: { title: "Prove a gradient", load: () => import("./prove/prove.ts") },
});

// It keeps the page's own files for a time without a network. Pages that are not served over HTTPS, or
// from this machine, have none.
navigator.serviceWorker?.register("service_worker.js").catch(() => {});
