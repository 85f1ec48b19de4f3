import type { Bytes } from "./bytes.ts";

/** The types of WebAssembly values in use here. */
export type ValueType = "i32" | "i64" | "f32" | "f64" | "v128";

/** Each type in the binary format. */
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
 * It is a description: code that is used twice is written, and computed, twice. Keep its value in a
 * local to compute it once.
 */
export interface Code<T extends ValueType> {
  readonly type: T;
  readonly write: (to: Bytes) => void;
}

/** A variable of a function; as code, it reads the variable. */
export interface Local<T extends ValueType> extends Code<T> {
  /** Its number in the function; parameters come first. */
  readonly index: number;
}

/** Operands, then an instruction that pops them from the stack. */
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

/** An address in memory: a computed base, 0 by default, plus a literal offset, both in bytes. */
export interface Place {
  readonly base?: Code<"i32">;
  readonly offset: number;
}

/** A place `bytes` further on. */
export function after(place: Place, bytes: number): Place {
  return { ...place, offset: place.offset + bytes };
}
