import type { Codec } from "./codec.ts";

/** A JavaScript module of one function, which imports nothing: only written. */
export const javascriptCodec: Codec = /* @__PURE__ */ Object.freeze<Codec>({
  name: "javascript",
  describe: "a JavaScript module",
  extension: ".js",
  precisions: ["float32"],
  recognizes: () => false,
  encode: async (content) => (await import("./javascript/module.ts")).encodeJavascript(content),
});
