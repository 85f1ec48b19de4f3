/**
 * Stands in for `jsr:@std/path` where JSR is out of reach: the names in use, over `node:path`.
 *
 * @module
 */
export { dirname, join, resolve } from "node:path";
export { fileURLToPath as fromFileUrl } from "node:url";
