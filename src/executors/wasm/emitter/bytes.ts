/** Bytes under construction: one buffer that grows by doubling. */
export class Bytes {
  #buffer = new Uint8Array(1024);
  #length = 0;

  /** How many bytes there are so far. */
  get length(): number {
    return this.#length;
  }

  /** Appends one byte. */
  byte(value: number): void {
    this.#grow(1);
    this.#buffer[this.#length++] = value;
  }

  /** Appends bytes as they are. */
  append(values: ArrayLike<number>): void {
    this.#grow(values.length);
    // An instruction has a byte or two, for which a call of `set` takes five times as long.
    if (values.length > 16) this.#buffer.set(values, this.#length);
    else for (let i = 0; i < values.length; i++) this.#buffer[this.#length + i] = values[i]!;
    this.#length += values.length;
  }

  /** An unsigned integer in LEB128: seven bits a byte, the lowest first. */
  unsigned(value: number): void {
    let rest = value >>> 0;
    while (rest > 127) {
      this.byte((rest & 127) | 128);
      rest >>>= 7;
    }
    this.byte(rest);
  }

  /** A signed 32-bit integer in LEB128. */
  signed(value: number): void {
    let rest = value | 0;
    while (rest < -64 || rest > 63) {
      this.byte((rest & 127) | 128);
      rest >>= 7;
    }
    this.byte(rest & 127);
  }

  /** A text in UTF-8, its length first. */
  text(value: string): void {
    const encoded = new TextEncoder().encode(value);
    this.unsigned(encoded.length);
    this.append(encoded);
  }

  /** Other bytes, their length first. */
  sized(content: Bytes): void {
    this.unsigned(content.length);
    this.append(content.view());
  }

  /** The bytes so far, not copied: valid until more are appended. */
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
