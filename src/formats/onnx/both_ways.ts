// One module to load late, as bundlers split what several share into ever more files.
export { decodeOnnx } from "./decode.ts";
export { encodeOnnx } from "./encode.ts";
