/**
 * The SHA-256 of bytes, by the platform's Web Crypto.
 *
 * @param bytes What to digest.
 * @returns 64 hexadecimal digits in lower case.
 * @throws {DOMException} `NotSupportedError` if there is no Web Crypto: pages have it only when served
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
