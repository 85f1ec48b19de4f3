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
    i32: [],
    i64: [],
    f32: [],
    f64: [],
    v128: [],
  };
  readonly #parameters: number;

  /** @param parameters How many parameters the function has: their numbers come first. */
  constructor(parameters: number) {
    this.#parameters = parameters;
  }

  /** How many variables there are, the parameters included. */
  get variables(): number {
    return this.#parameters + this.#locals.length;
  }

  /** A variable; its value is not defined before it is set. */
  local<T extends ValueType>(type: T, value?: Code<T>): Local<T> {
    const local = this.#free[type].pop() as Local<T> | undefined ?? this.#declare(type);
    if (value) this.set(local, value);
    return local;
  }

  /** Several variables. */
  locals<T extends ValueType>(type: T, count: number): Local<T>[] {
    return Array.from({ length: count }, () => this.local(type));
  }

  /** Gives variables back: what is declared next may use their place. */
  release(...locals: readonly Local<ValueType>[]): void {
    for (const local of locals) this.#free[local.type].push(local);
  }

  /** `local = value`. */
  set<T extends ValueType>(local: Local<T>, value: Code<T>): void {
    value.write(this.#body);
    this.#body.byte(0x21);
    this.#body.unsigned(local.index);
  }

  /** Carries out statements such as stores, one after the other. */
  do(...statements: readonly Statement[]): void {
    for (const statement of statements) statement.write(this.#body);
  }

  /** Repeats the body while the condition that it returns holds; at least once. */
  repeat(body: () => Code<"i32">): void {
    this.#body.append([0x03, NO_RESULT]);
    const condition = body();
    condition.write(this.#body);
    this.#body.append([0x0d, 0x00, 0x0b]); // br_if 0, end
  }

  /** Repeats the body while the condition holds before it. */
  while(condition: Code<"i32">, body: () => void): void {
    this.if(condition, () => {
      this.repeat(() => {
        body();
        return condition;
      });
    });
  }

  /**
   * Counts a variable from a number up to a bound that it does not reach, at least once.
   *
   * Where one round is enough, no loop is written.
   */
  count(
    { counter, from, below, by }: {
      readonly counter: Local<"i32">;
      readonly from: number;
      readonly below: number;
      readonly by: number;
    },
    body: () => void,
  ): void {
    this.set(counter, i32.constant(from));
    if (from + by >= below) return body();
    this.repeat(() => {
      body();
      this.set(counter, i32.add(counter, i32.constant(by)));
      return i32.lessUnsigned(counter, i32.constant(below));
    });
  }

  /** Carries out the one or the other. */
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

  /** Leaves the function with a value. */
  return(value: Code<ValueType>): void {
    value.write(this.#body);
    this.#body.byte(0x0f);
  }

  /** The declarations of the variables and the instructions, as the code section holds them. */
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

/** The variable of that number. */
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
