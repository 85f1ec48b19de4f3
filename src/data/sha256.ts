/**
 * The SHA-256 of bytes in lower-case hexadecimal, by the platform's Web Crypto.
 *
 * @throws {DOMException} `NotSupportedError` without Web Crypto, which pages have only when served
 * by https or from localhost.
 */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const { subtle } = globalThis.crypto as { readonly subtle?: SubtleCrypto };
  if (subtle === undefined) {
    throw new DOMException(
      "SHA-256 needs Web Crypto, which pages have only by https or from localhost",
      "NotSupportedError",
    );
  }
  const digest = new Uint8Array(await subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
