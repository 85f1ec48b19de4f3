import type { PrimeField } from "./prime_field.ts";

/** Multiples of 1/12 of an argument are stored: halves, thirds and quarters are among them. */
export const PARTS = 12;

/** Multiples from −4 to 4 are stored. */
const TIMES = 4;

/** The largest stored multiple of a twelfth. */
export const REACH = TIMES * PARTS;

/** The parts of the thorough search: sixtieths include fifths and tenths. */
export const FINE_PARTS = 60;

/** The largest numerator and denominator of an exponent that counts as that of a root. */
const ROOT = 64n;

/**
 * The exponential of a prime field and its inverse, constructed on demand.
 *
 * A field of p elements has no exponential, but any map E with E(a + b) = E(a) E(b) proves as much:
 * an identity that holds for such a map with random values follows from that law alone, so it holds
 * for eˣ too.
 *
 * For a new argument g a random ρ is drawn, and E(n g / 12) = ρⁿ is stored for |n| ≤ 48, or E(n g /
 * 60) for |n| ≤ 240 in the thorough search. For a new power e a random λ is drawn as its logarithm,
 * and E(n λ) = eⁿ is stored for |n| ≤ 4. Both are *generators*. With generators g, h, k and a
 * stored multiple c, everything of the form ± g + c h or ± g ± h ± k is found: so e^−z, e^2z,
 * e^(z/2), e^(z−m), and log of a product, a quotient, a power or a reciprocal agree with their
 * operands, nested or not, in any order of evaluation. Longer sums (a + b + c + d where only the
 * four are known), greater multiples, and e^(½ log x) as a root of x are missed: they get values of
 * their own. So equal values may look different, and never different values equal.
 */
export class Exponentials {
  /** The number of tests for equality so far, each of which might have held by accident. */
  relations = 0;
  /** Whether e^(log(x)/n) was computed; only the thorough search notices. */
  takesRoots = false;

  readonly #field: PrimeField;
  readonly #parts: number;
  readonly #draw: () => bigint;
  /** Known values by argument: multiples of generators, and sums of two. The first of two counts. */
  readonly #powers = new Map<bigint, bigint>();
  /** Their arguments by power, from the first logarithm on. */
  #arguments: Map<bigint, bigint> | undefined;
  /** How often a value was stored, again included. */
  #entries = 0;
  /** The generators that are logarithms and their negatives, by power. */
  readonly #logarithms = new Map<bigint, bigint>();
  /** Values found as a sum. Kept apart, lest sums of sums have powers of any degree. */
  readonly #foundPowers = new Map<bigint, bigint>();
  readonly #foundArguments = new Map<bigint, bigint>();
  /** The generators, each followed by its negative. */
  readonly #steps: Step[] = [];

  /** Starts empty; `draw` draws a random element other than 0. */
  constructor(field: PrimeField, draw: () => bigint, thorough = false) {
    this.#field = field;
    this.#draw = draw;
    this.#parts = thorough ? FINE_PARTS : PARTS;
    this.#enter(0n, 1n);
  }

  /** E(argument). */
  exp(argument: bigint): bigint {
    const { sub, mul, inverse } = this.#field;
    const known = this.#entry(this.#powers, argument) ?? this.#look(this.#foundPowers, argument);
    if (known !== undefined) return known;
    for (const step of this.#steps) {
      const rest = this.#entry(this.#powers, sub(argument, step.argument));
      if (rest === undefined) continue;
      const power = mul(rest, step.power);
      this.#foundPowers.set(argument, power);
      return power;
    }
    this.takesRoots ||= this.#parts === FINE_PARTS && this.#isRoot(argument);
    const reach = TIMES * this.#parts;
    const part = mul(argument, inverse(BigInt(this.#parts)));
    this.#learn(part, this.#draw(), { reach, whole: this.#parts });
    return this.#powers.get(argument)!;
  }

  /** The argument whose exponential is `power`, which must not be 0. */
  log(power: bigint): bigint {
    const { add, neg, mul, inverse } = this.#field;
    const table = this.#arguments ??= byPower(this.#powers);
    const known = this.#entry(table, power) ?? this.#look(this.#foundArguments, power);
    if (known !== undefined) return known;
    for (const step of this.#steps) {
      const rest = this.#entry(table, mul(power, step.reciprocal));
      if (rest === undefined) continue;
      const argument = add(rest, step.argument);
      this.#foundArguments.set(power, argument);
      return argument;
    }
    const argument = this.#logarithmOfRoot(power) ?? this.#draw();
    this.#logarithms.set(power, argument);
    this.#logarithms.set(inverse(power), neg(argument));
    this.#learn(argument, power, { reach: TIMES, whole: 1 });
    return table.get(power)!;
  }

  /** E(g / 2), where `power` is E(g) and both g and E(g / 2) are known. */
  root(power: bigint): bigint | undefined {
    const table = this.#arguments ??= byPower(this.#powers);
    const argument = this.#entry(table, power) ?? this.#look(this.#foundArguments, power);
    if (argument === undefined) return undefined;
    const half = this.#field.mul(argument, this.#field.inverse(2n));
    return this.#entry(this.#powers, half) ?? this.#look(this.#foundPowers, half);
  }

  /** λ / n, where λ was drawn as the logarithm of eⁿ before that of e was computed. */
  #logarithmOfRoot(root: bigint): bigint | undefined {
    const { mul, inverse } = this.#field;
    let power = root;
    for (let n = 2; n <= TIMES; n++) {
      power = mul(power, root);
      const logarithm = this.#look(this.#logarithms, power);
      if (logarithm !== undefined) return mul(logarithm, inverse(BigInt(n)));
    }
    return undefined;
  }

  /** Whether an argument is a fraction of a logarithm; only explains failures to prove. */
  #isRoot(argument: bigint): boolean {
    const { mul, inverse, rational } = this.#field;
    return [...this.#logarithms.values()].some((logarithm) => {
      if (logarithm === 0n) return false;
      const exponent = rational(mul(argument, inverse(logarithm)), ROOT);
      return exponent !== undefined && exponent.denominator > 1n;
    });
  }

  /** Looking up a key among n entries is n tests. */
  #entry(table: ReadonlyMap<bigint, bigint>, key: bigint): bigint | undefined {
    this.relations += this.#entries;
    return table.get(key);
  }

  #look(table: ReadonlyMap<bigint, bigint>, key: bigint): bigint | undefined {
    this.relations += table.size;
    return table.get(key);
  }

  /** Stores E(n part) = rootⁿ for |n| ≤ reach, and sums with the generator, n = whole. */
  #learn(part: bigint, root: bigint, { reach, whole }: { reach: number; whole: number }): void {
    const { add, neg, mul, inverse } = this.#field;
    const upwards = { argument: part, power: root, reciprocal: inverse(root) };
    let step = { argument: 0n, power: 1n, reciprocal: 1n };
    const generators: Step[] = [];
    for (let n = 1; n <= reach; n++) {
      step = {
        argument: add(step.argument, upwards.argument),
        power: mul(step.power, upwards.power),
        reciprocal: mul(step.reciprocal, upwards.reciprocal),
      };
      const { argument, power, reciprocal } = step;
      const back = { argument: neg(argument), power: reciprocal, reciprocal: power };
      this.#enter(argument, power);
      this.#enter(back.argument, back.power);
      if (n === whole) generators.push(step, back);
    }
    for (const { argument, power } of generators) {
      for (const earlier of this.#steps) {
        this.#enter(add(argument, earlier.argument), mul(power, earlier.power));
      }
    }
    this.#steps.push(...generators);
  }

  #enter(argument: bigint, power: bigint): void {
    this.#entries++;
    if (!this.#powers.has(argument)) this.#powers.set(argument, power);
    if (this.#arguments?.has(power) === false) this.#arguments.set(power, argument);
  }
}

function byPower(powers: ReadonlyMap<bigint, bigint>): Map<bigint, bigint> {
  const table = new Map<bigint, bigint>();
  for (const [argument, power] of powers) if (!table.has(power)) table.set(power, argument);
  return table;
}

/** An argument with its exponential, and 1 over that. */
interface Step {
  readonly argument: bigint;
  readonly power: bigint;
  readonly reciprocal: bigint;
}
