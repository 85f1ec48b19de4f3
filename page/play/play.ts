import { element } from "../shell/element.ts";
import type { Mount } from "../shell/tab.ts";

/** A part that is not there yet. */
export const mount: Mount = (root) => {
  root.append(element("p", { class: "lead" }, "To come."));
  return { show: () => {}, hide: () => {} };
};
