/**
 * The page's content security policy: its own files and nothing else. Data addresses and blobs are
 * pictures that it makes itself; WebAssembly is compiled from bytes that it emits.
 */
export const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");
