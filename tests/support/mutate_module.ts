/** An instruction of a module that was emitted. */
interface Instruction {
  /** The name of the function it is part of. */
  readonly within: string;
  /** Its bytes without immediates: one, or a prefix and one or two more. */
  readonly opcode: readonly number[];
  /** Where it begins in the module. */
  readonly from: number;
  /** Where its immediates begin. */
  readonly immediates: number;
  /** Where it ends. */
  readonly to: number;
}

/**
 * The instructions of a module, as far as the executor emits them.
 *
 * @param module The bytes of a module that exports every function.
 * @throws {SyntaxError} If there is an instruction that is not known.
 */
export function instructionsOf(module: Uint8Array): Instruction[] {
  const reader = new Reader(module);
  const names = new Map<number, string>(), found: Instruction[] = [];
  reader.at = 8;
  while (reader.at < module.length) {
    const section = reader.byte(), end = reader.unsigned() + reader.at;
    if (section === 7) {
      for (let left = reader.unsigned(); left > 0; left--) {
        const name = reader.text();
        reader.byte();
        names.set(reader.unsigned(), name);
      }
    } else if (section === 10) {
      const count = reader.unsigned();
      for (let f = 0; f < count; f++) readBody(reader, names.get(f) ?? `${f}`, found);
    }
    reader.at = end;
  }
  return found;
}

function readBody(reader: Reader, within: string, found: Instruction[]): void {
  const end = reader.unsigned() + reader.at;
  for (let groups = reader.unsigned(); groups > 0; groups--) {
    reader.unsigned();
    reader.byte();
  }
  while (reader.at < end) {
    const from = reader.at;
    const opcode = [reader.byte()];
    if (opcode[0] === 0xfd || opcode[0] === 0xfe) opcode.push(reader.unsigned());
    const immediates = reader.at;
    skipImmediates(reader, opcode[0]!, opcode[1] ?? 0);
    found.push({ within, opcode, from, immediates, to: reader.at });
  }
}

function skipImmediates(reader: Reader, first: number, second: number): void {
  const access = () => {
    reader.unsigned();
    reader.unsigned();
  };
  if (first === 0xfd) {
    if (second <= 11) access();
    else if (second === 12 || second === 13) reader.at += 16;
    else if (second >= 21 && second <= 34) reader.at += 1;
  } else if (first === 0xfe) access();
  else if (first >= 0x02 && first <= 0x04) reader.at += 1;
  else if (first >= 0x28 && first <= 0x3e) access();
  else if (first === 0x43) reader.at += 4;
  else if (first === 0x44) reader.at += 8;
  else if ([0x0c, 0x0d, 0x10, 0x20, 0x21, 0x22, 0x41, 0x42].includes(first)) reader.unsigned();
  else if (![0x01, 0x05, 0x0b, 0x0f, 0x1a].includes(first) && !(first >= 0x45 && first <= 0xc4)) {
    throw new SyntaxError(`The instruction 0x${first.toString(16)} is not known`);
  }
}

class Reader {
  at = 0;
  constructor(readonly bytes: Uint8Array) {}

  byte(): number {
    return this.bytes[this.at++]!;
  }

  /** A number in LEB128, or the place behind one with a sign. */
  unsigned(): number {
    let value = 0;
    for (let shift = 0;; shift += 7) {
      const byte = this.byte();
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  }

  text(): string {
    const length = this.unsigned();
    this.at += length;
    return new TextDecoder().decode(this.bytes.subarray(this.at - length, this.at));
  }
}

/** A bug of one instruction, by its name. */
type Mutation = "shuffled lane" | "place" | "constant" | "operation" | "call left out";

/** A module with a bug in it. */
interface MutatedModule {
  readonly mutation: Mutation;
  readonly instruction: Instruction;
  readonly module: Uint8Array<ArrayBuffer>;
}

/** f32x4.add and f32x4.sub; relaxed multiply-add and its negative: numbers that change places. */
const SWAPPED = new Map([[0xe4, 0xe5], [0xe5, 0xe4], [0x105, 0x106], [0x106, 0x105]]);

/**
 * The module with a bug in one instruction, where that has one of its own length.
 *
 * A lane of a shuffle is another one; an access reads or writes the vector beside; a constant is off
 * by 16, the bytes of a vector, or by 4; a sum becomes a difference; a call is left out.
 *
 * @param module The bytes.
 * @param instruction One of its instructions.
 */
export function mutated(
  module: Uint8Array<ArrayBuffer>,
  instruction: Instruction,
): MutatedModule | undefined {
  const { opcode: [first, second], from, immediates, to } = instruction;
  const bytes = module.slice();
  const made = (mutation: Mutation) => ({ mutation, instruction, module: bytes });
  if (first === 0xfd && second === 13) {
    // The bytes of a lane are four neighbours: its number changes by one.
    for (let byte = 0; byte < 4; byte++) bytes[immediates + byte]! ^= 4;
    return made("shuffled lane");
  }
  if (first === 0xfd && SWAPPED.has(second!)) {
    const other = SWAPPED.get(second!)!;
    bytes.set([(other & 127) | 128, other >> 7], from + 1);
    return made("operation");
  }
  if (first === 0x10) {
    bytes.fill(0x01, from, to);
    return WebAssembly.validate(bytes) ? made("call left out") : undefined;
  }
  const isAccess = (first === 0xfd && second! <= 11) || (first! >= 0x28 && first! <= 0x3e);
  if (isAccess || first === 0x41) {
    // The lowest seven bits of the literal; the same number of bytes, the same sign, and not 0.
    const at = isAccess ? immediates + 1 : immediates;
    const flip = (bytes[at]! & 127) >= 32 || isAccess ? 16 : 4;
    if ((bytes[at]! ^ flip) === 0) return undefined;
    bytes[at]! ^= flip;
    return made(isAccess ? "place" : "constant");
  }
}
