import { crc32, deflateRawSync } from "node:zlib";
import { writeZip } from "../../src/data/files/zip.ts";

/** A zip archive of one file, compressed. */
export function deflatedZip(name: string, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const deflated = new Uint8Array(deflateRawSync(bytes));
  const zip = writeZip([[name, deflated]]), view = new DataView(zip.buffer);
  const central = 30 + new TextEncoder().encode(name).length + deflated.length;
  for (const at of [0, central + 2]) {
    view.setUint16(at + 8, 8, true);
    view.setUint32(at + 14, crc32(bytes), true);
    view.setUint32(at + 22, bytes.length, true);
  }
  return zip;
}
