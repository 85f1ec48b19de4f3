/** The bytes of a page of WebAssembly memory. */
const PAGE = 2 ** 16;

/**
 * Calls a function that runs a foreign WebAssembly module whose memory may grow, meanwhile, by at most
 * `most` bytes. Further growth fails, which the module sees as memory that the system does not have.
 *
 * A program compiled by Emscripten asks for memory by `WebAssembly.Memory.prototype.grow`, and hides the
 * memory itself; so that method is replaced until the call, which is synchronous, returns.
 *
 * @param heap The buffer of the module's memory, which is another one each time that it grew.
 */
export function limitGrowth<T>(heap: () => ArrayBufferLike, most: number, call: () => T): T {
  const prototype = WebAssembly.Memory.prototype, { grow } = prototype;
  const end = heap().byteLength + most;
  prototype.grow = function (pages) {
    const { buffer } = this;
    if (buffer === heap() && buffer.byteLength + pages * PAGE > end) {
      throw new RangeError(`The memory must grow to at most ${end} bytes`);
    }
    return grow.call(this, pages);
  };
  try {
    return call();
  } finally {
    prototype.grow = grow;
  }
}
