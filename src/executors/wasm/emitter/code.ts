import type { Bytes } from "./bytes.ts";

/** The types of values on WebAssembly's stack that are in use here. */
export type ValueType = "i32" | "i64" | "f32" | "f64" | "v128";

/** How the binary format writes each type. */
export const TYPE_CODES: Readonly<Record<ValueType, number>> = {
  i32: 0x7f,
  i64: 0x7e,
  f32: 0x7d,
  f64: 0x7c,
  v128: 0x7b,
};

/**
 * Code that leaves one value on the stack.
 *
 * It is a description: nothing is written before a statement of a function uses it, and what is used
 * twice is written, and computed, twice. Keep a value in a local to compute it once.
 *
 * @typeParam T The type of the value, so that the compiler of TypeScript checks the operands.
 */
export interface Code<T extends ValueType> {
  /** The type of the value. */
  readonly type: T;
  /** Writes the instructions. */
  readonly write: (to: Bytes) => void;
}

/** A variable of a function. As code, it reads itself. */
export interface Local<T extends ValueType> extends Code<T> {
  /** Its number in the function: the parameters come first. */
  readonly index: number;
}

/** Operands, then an instruction that takes them from the stack. */
export function instruction<T extends ValueType>(
  type: T,
  operands: readonly Code<ValueType>[],
  opcode: readonly number[],
  immediates?: (to: Bytes) => void,
): Code<T> {
  return {
    type,
    write: (to) => {
      for (const operand of operands) operand.write(to);
      to.append(opcode);
      immediates?.(to);
    },
  };
}

/** A place in memory: a literal address, or one that is computed, and a literal distance from it. */
export interface Place {
  /** The computed part of the address, in bytes; 0 if left out. */
  readonly base?: Code<"i32">;
  /** The literal part, in bytes. */
  readonly offset: number;
}

/** A place some bytes further on. */
export function after(place: Place, bytes: number): Place {
  return { ...place, offset: place.offset + bytes };
}
