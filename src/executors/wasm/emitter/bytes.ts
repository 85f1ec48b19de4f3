/** Bytes under construction: one buffer that grows by doubling. */
export class Bytes {
  #buffer = new Uint8Array(1024);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  byte(value: number): void {
    this.#grow(1);
    this.#buffer[this.#length++] = value;
  }

  append(values: ArrayLike<number>): void {
    this.#grow(values.length);
    // For an instruction's one or two bytes, calling `set` takes five times as long.
    if (values.length > 16) this.#buffer.set(values, this.#length);
    else for (let i = 0; i < values.length; i++) this.#buffer[this.#length + i] = values[i]!;
    this.#length += values.length;
  }

  /** Appends an unsigned integer in LEB128: seven bits a byte, the lowest first. */
  unsigned(value: number): void {
    let rest = value >>> 0;
    while (rest > 127) {
      this.byte((rest & 127) | 128);
      rest >>>= 7;
    }
    this.byte(rest);
  }

  /** Appends a signed 32-bit integer in LEB128. */
  signed(value: number): void {
    let rest = value | 0;
    while (rest < -64 || rest > 63) {
      this.byte((rest & 127) | 128);
      rest >>= 7;
    }
    this.byte(rest & 127);
  }

  /** Appends a string in UTF-8, its length first. */
  text(value: string): void {
    const encoded = new TextEncoder().encode(value);
    this.unsigned(encoded.length);
    this.append(encoded);
  }

  /** Appends other bytes, their length first. */
  sized(content: Bytes): void {
    this.unsigned(content.length);
    this.append(content.view());
  }

  /** A view of the bytes, valid until more are appended. */
  view(): Uint8Array<ArrayBuffer> {
    return this.#buffer.subarray(0, this.#length);
  }

  #grow(by: number): void {
    if (this.#length + by <= this.#buffer.length) return;
    const larger = new Uint8Array(Math.max(2 * this.#buffer.length, this.#length + by));
    larger.set(this.view());
    this.#buffer = larger;
  }
}
