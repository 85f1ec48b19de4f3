import { Bytes } from "./bytes.ts";
import { type Code, instruction, type Local, TYPE_CODES, type ValueType } from "./code.ts";
import { FunctionBuilder, localAt } from "./function_builder.ts";
import type { Statement } from "./instructions.ts";

/** The types of a function's parameters, by name. */
type Parameters = Readonly<Record<string, ValueType>>;
type Arguments<P extends Parameters> = { readonly [Name in keyof P]: Local<P[Name]> };

/** A function of the module that returns a value. */
export interface Callee<T extends ValueType> {
  readonly call: (...operands: readonly Code<ValueType>[]) => Code<T>;
}

/** A function of the module that returns nothing. */
export interface Procedure {
  readonly call: (...operands: readonly Code<ValueType>[]) => Statement;
}

/** A function that a module imports, which returns nothing. */
export interface ImportedFunction {
  readonly name: string;
  readonly parameters: readonly ValueType[];
}

interface Finished {
  readonly name: string;
  readonly parameters: readonly ValueType[];
  readonly result: ValueType | undefined;
  readonly code: Bytes;
}

/** The limits of a function in the WebAssembly JavaScript interface. */
const MOST_BYTES = 7_654_321, MOST_VARIABLES = 50_000;

/**
 * A WebAssembly module under construction.
 *
 * It imports its memory as `env.memory` and exports every function by its name.
 */
export class ModuleBuilder {
  readonly #functions: Finished[] = [];
  readonly #imported: readonly ImportedFunction[];

  /** @param imported The functions that it imports from `env`, which {@linkcode procedureAt} calls. */
  constructor(imported: readonly ImportedFunction[] = []) {
    this.#imported = imported;
  }

  /** Adds a function that returns a value. */
  function<P extends Parameters, T extends ValueType>(
    name: string,
    parameters: P,
    build: (f: FunctionBuilder, operands: Arguments<P>) => Code<T>,
  ): Callee<T> {
    const index = this.#add(name, parameters, build);
    const type = this.#functions.at(-1)!.result as T;
    return {
      call: (...operands) => instruction(type, operands, [0x10], (to) => to.unsigned(index)),
    };
  }

  /** Adds a function that returns nothing. */
  procedure<P extends Parameters>(
    name: string,
    parameters: P,
    build: (f: FunctionBuilder, operands: Arguments<P>) => void,
  ): Procedure {
    return procedureAt(this.#add(name, parameters, build));
  }

  /**
   * The module in the binary format.
   *
   * It imports a memory of exactly so many pages of 64 KiB: a fixed size spares engines checks of literal
   * addresses. The memory is shared if several workers use it.
   */
  bytes(
    { pages, shared }: { readonly pages: number; readonly shared: boolean },
  ): Uint8Array<ArrayBuffer> {
    const functions = this.#functions, imported = this.#imported;
    const all: readonly Pick<Finished, "parameters" | "result">[] = [
      ...imported.map(({ parameters }) => ({ parameters, result: undefined })),
      ...functions,
    ];
    const module = new Bytes();
    module.append([0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
    section(module, 1, all.length, (to, i) => {
      const { parameters, result } = all[i]!;
      to.byte(0x60);
      for (const types of [parameters, result ? [result] : []]) {
        to.unsigned(types.length);
        for (const type of types) to.byte(TYPE_CODES[type]);
      }
    });
    section(module, 2, 1 + imported.length, (to, i) => {
      to.text("env");
      if (i < imported.length) {
        to.text(imported[i]!.name);
        to.byte(0);
        return to.unsigned(i);
      }
      to.text("memory");
      to.append([2, shared ? 3 : 1]);
      to.unsigned(pages);
      to.unsigned(pages);
    });
    section(module, 3, functions.length, (to, i) => to.unsigned(imported.length + i));
    section(module, 7, functions.length, (to, i) => {
      to.text(functions[i]!.name);
      to.byte(0);
      to.unsigned(imported.length + i);
    });
    section(module, 10, functions.length, (to, i) => to.sized(functions[i]!.code));
    return module.view().slice();
  }

  #add<P extends Parameters>(
    name: string,
    parameters: P,
    build: (f: FunctionBuilder, operands: Arguments<P>) => Code<ValueType> | void,
  ): number {
    const types = Object.values(parameters);
    const operands = Object.fromEntries(
      Object.keys(parameters).map((parameter, i) => [parameter, localAt(types[i]!, i)]),
    ) as unknown as Arguments<P>;
    const f = new FunctionBuilder(types.length);
    const result = build(f, operands) ?? undefined;
    const code = f.finish(result);
    if (code.length > MOST_BYTES || f.variables > MOST_VARIABLES) {
      throw new RangeError(
        `A function of WebAssembly can have ${MOST_BYTES} bytes and ${MOST_VARIABLES} variables, ` +
          `but ${name} needs ${code.length} and ${f.variables}: formulas of whole rows are ` +
          `loops if they use rows by map and reduce alone; executor: "reference" has no such limit`,
      );
    }
    this.#functions.push({ name, parameters: types, result: result?.type, code });
    return this.#imported.length + this.#functions.length - 1;
  }
}

/** The procedure of a number; those that a module imports come first. */
export function procedureAt(index: number): Procedure {
  return {
    call: (...operands) => instruction("i32", operands, [0x10], (to) => to.unsigned(index)),
  };
}

/** Writes a section: its number, its size, and its entries with their count. */
function section(
  to: Bytes,
  number: number,
  entries: number,
  write: (to: Bytes, entry: number) => void,
): void {
  const content = new Bytes();
  content.unsigned(entries);
  for (let entry = 0; entry < entries; entry++) write(content, entry);
  to.byte(number);
  to.sized(content);
}
