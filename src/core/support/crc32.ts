/** The remainders of all bytes, by the polynomial of IEEE 802.3 with its bits reversed. */
const TABLE = /* @__PURE__ */ Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) {
    remainder = remainder & 1 ? 0xedb88320 ^ (remainder >>> 1) : remainder >>> 1;
  }
  return remainder;
});

/** The CRC-32 of bytes, as zip, gzip and PNG have it. */
export function crc32(bytes: Uint8Array): number {
  let remainder = ~0;
  for (let i = 0; i < bytes.length; i++) {
    remainder = TABLE[(remainder ^ bytes[i]!) & 0xff]! ^ (remainder >>> 8);
  }
  return ~remainder >>> 0;
}
