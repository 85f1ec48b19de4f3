import { Bytes } from "./bytes.ts";
import { type Code, type Local, TYPE_CODES, type ValueType } from "./code.ts";
import { i32, type Statement } from "./instructions.ts";

/** The type of a block that leaves nothing on the stack. */
const NO_RESULT = 0x40;

/** A function under construction. Statements are written in the order of the calls. */
export class FunctionBuilder {
  readonly #body = new Bytes();
  readonly #locals: ValueType[] = [];
  readonly #free: Record<ValueType, Local<ValueType>[]> = {
    ...{ i32: [], i64: [], f32: [], f64: [], v128: [] },
  };
  readonly #parameters: number;

  /** @param parameters The number of parameters, which are the first variables. */
  constructor(parameters: number) {
    this.#parameters = parameters;
  }

  /** The number of variables, including parameters. */
  get variables(): number {
    return this.#parameters + this.#locals.length;
  }

  /** A variable, undefined until it is set. */
  local<T extends ValueType>(type: T, value?: Code<T>): Local<T> {
    const local = this.#free[type].pop() as Local<T> | undefined ?? this.#declare(type);
    if (value) this.set(local, value);
    return local;
  }

  locals<T extends ValueType>(type: T, count: number): Local<T>[] {
    return Array.from({ length: count }, () => this.local(type));
  }

  /** Releases variables for reuse. */
  release(...locals: readonly Local<ValueType>[]): void {
    for (const local of locals) this.#free[local.type].push(local);
  }

  /** `local = value`. */
  set<T extends ValueType>(local: Local<T>, value: Code<T>): void {
    value.write(this.#body);
    this.#body.byte(0x21);
    this.#body.unsigned(local.index);
  }

  /** Executes statements such as stores. */
  do(...statements: readonly Statement[]): void {
    for (const statement of statements) statement.write(this.#body);
  }

  /** Repeats the body while the condition that it returns holds, at least once. */
  repeat(body: () => Code<"i32">): void {
    this.#body.append([0x03, NO_RESULT]);
    const condition = body();
    condition.write(this.#body);
    this.#body.append([0x0d, 0x00, 0x0b]); // br_if 0, end
  }

  /** Repeats the body while the condition holds beforehand. */
  while(condition: Code<"i32">, body: () => void): void {
    this.if(condition, () => {
      this.repeat(() => {
        body();
        return condition;
      });
    });
  }

  /** Counts a variable up to an exclusive bound; for a single round, or none, no loop is written. */
  count(
    { counter, from, below, by }: {
      readonly counter: Local<"i32">;
      readonly from: number;
      readonly below: number;
      readonly by: number;
    },
    body: () => void,
  ): void {
    if (from >= below) return;
    this.set(counter, i32.constant(from));
    if (from + by >= below) return body();
    this.repeat(() => {
      body();
      this.set(counter, i32.add(counter, i32.constant(by)));
      return i32.lessUnsigned(counter, i32.constant(below));
    });
  }

  if(condition: Code<"i32">, then: () => void, otherwise?: () => void): void {
    condition.write(this.#body);
    this.#body.append([0x04, NO_RESULT]);
    then();
    if (otherwise) {
      this.#body.byte(0x05);
      otherwise();
    }
    this.#body.byte(0x0b);
  }

  /** Returns from the function. */
  return(value: Code<ValueType>): void {
    value.write(this.#body);
    this.#body.byte(0x0f);
  }

  /** The variable declarations and instructions, in the format of the code section. */
  finish(result: Code<ValueType> | undefined): Bytes {
    result?.write(this.#body);
    const code = new Bytes();
    code.unsigned(this.#locals.length);
    for (const type of this.#locals) code.append([1, TYPE_CODES[type]]);
    code.append(this.#body.view());
    code.byte(0x0b);
    return code;
  }

  #declare<T extends ValueType>(type: T): Local<T> {
    this.#locals.push(type);
    return localAt(type, this.#parameters + this.#locals.length - 1);
  }
}

export function localAt<T extends ValueType>(type: T, index: number): Local<T> {
  return {
    type,
    index,
    write: (to) => {
      to.byte(0x20);
      to.unsigned(index);
    },
  };
}
