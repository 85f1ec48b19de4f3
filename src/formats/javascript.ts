import { encodeJavascript } from "./javascript/module.ts";
import type { Codec } from "./codec.ts";

/** A JavaScript module of one function, which imports nothing: only written. */
export const javascriptCodec: Codec = /* @__PURE__ */ Object.freeze<Codec>({
  name: "javascript",
  describe: "a JavaScript module",
  extension: ".js",
  precisions: ["float32"],
  recognizes: () => false,
  // deno-lint-ignore require-await -- its errors must reject
  encode: async (content) => encodeJavascript(content),
});
