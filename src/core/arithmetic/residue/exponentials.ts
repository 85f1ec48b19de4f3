import { fractionsUpTo, type PrimeField } from "./prime_field.ts";

/** Multiples of 1/12 of an argument are stored: halves, thirds and quarters are among them. */
export const PARTS = 12;

/** Multiples from −4 to 4 are stored. */
const TIMES = 4;

/** The largest stored multiple of a twelfth. */
export const REACH = TIMES * PARTS;

/** The thorough search finds multiples n/d of one argument with n and d up to this ... */
export const LIMIT = 1n << 12n;
/** ... and up to this beside a second one: each fraction tried might match by accident. */
const SMALL_LIMIT = 1n << 8n;

/** Multiples of finer parts than this are not stored, only searched for. */
const MOST_STORED = 240n;

/** How exponentials are looked for. */
interface ExponentialsOptions {
  /** Whether to look for multiples that are not stored: expensive. */
  readonly thorough?: boolean;
  /** E of a new argument is that power of a random value; a multiple of 12. */
  readonly parts?: number;
  /** The n-th root of a power, `undefined` if it has none; by default, none is taken. */
  readonly rootOf?: ((power: bigint, degree: bigint) => bigint | undefined) | undefined;
}

/**
 * The exponential of a prime field and its inverse, constructed on demand.
 *
 * A field of p elements has no exponential, but any map E with E(a + b) = E(a) E(b) proves as much:
 * an identity that holds for such a map with random values follows from that law alone, so it holds
 * for eˣ too.
 *
 * For a new argument g a random ρ is drawn, and E(n g / 12) = ρⁿ is stored for |n| ≤ 48, or those of
 * finer parts if they are given. For a new
 * power e a random λ is drawn as its logarithm, and E(n λ) = eⁿ is stored for |n| ≤ 4. Both are
 * *generators*. With generators g, h, k and a stored multiple c, everything of the form ± g + c h or
 * ± g ± h ± k is found: so e^−z, e^2z, e^(z/2), e^(z−m), and log of a product, a quotient, a power or
 * a reciprocal agree with their operands, nested or not, in any order of evaluation.
 *
 * The thorough search also finds c g and ± g + c h for every fraction c = n/d with n and d up to 4096,
 * or 256, by rational reconstruction. Where d does not divide the parts, ρ would have to be the power
 * of another value: the argument gets a value of its own, and `wantedParts` says which parts to start
 * anew with. Of a logarithm, c g with d > 1 is the logarithm of a root: that is taken where roots are.
 *
 * Longer sums (a + b + c + d where only the four are known) and greater multiples are missed: they get
 * values of their own. So equal values may look different, and never different values equal.
 */
export class Exponentials {
  /** The number of tests for equality so far, each of which might have held by accident. */
  relations = 0;
  /** Whether e^(log(x)/n) was computed, but no roots are taken; only the thorough search notices. */
  takesRoots = false;
  /** The largest multiple c of a generator that was used, rounded up. */
  reach = TIMES;

  readonly #field: PrimeField;
  readonly #thorough: boolean;
  readonly #parts: bigint;
  /** All fractions that were met fit into these parts. */
  #wanted: bigint;
  readonly #draw: () => bigint;
  readonly #rootOf: ExponentialsOptions["rootOf"];
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
  /** The generators; empty unless the search is thorough. */
  readonly #generators: Generator[] = [];
  /** The same, each followed by its negative. */
  readonly #steps: Step[] = [];

  /** Starts empty; `draw` draws a random element other than 0. */
  constructor(field: PrimeField, draw: () => bigint, options: ExponentialsOptions = {}) {
    this.#field = field;
    this.#draw = draw;
    this.#thorough = options.thorough ?? false;
    this.#rootOf = options.rootOf;
    this.#parts = this.#wanted = BigInt(options.parts ?? PARTS);
    this.#enter(0n, 1n);
  }

  /** The parts with which every multiple that was met is found; those given if all were. */
  get wantedParts(): number {
    return Number(this.#wanted);
  }

  /** E(argument); `undefined` if that is a root that a power does not have. */
  exp(argument: bigint): bigint | undefined {
    const { sub, mul, inverse, power } = this.#field;
    const known = this.#entry(this.#powers, argument) ?? this.#look(this.#foundPowers, argument);
    if (known !== undefined) return known;
    for (const step of this.#steps) {
      const rest = this.#entry(this.#powers, sub(argument, step.argument));
      if (rest === undefined) continue;
      const sum = mul(rest, step.power);
      this.#foundPowers.set(argument, sum);
      return sum;
    }
    const found = this.#thorough ? this.#search(argument) : undefined;
    if (found === "missing") return undefined;
    if (found !== undefined) {
      this.#foundPowers.set(argument, found);
      this.#foundArguments.set(found, argument);
      return found;
    }
    const root = this.#draw();
    this.#note(argument, root, this.#parts);
    const stored = this.#parts <= MOST_STORED ? this.#parts : BigInt(PARTS), whole = Number(stored);
    const part = mul(argument, inverse(stored));
    this.#learn(part, power(root, this.#parts / stored), { reach: TIMES * whole, whole });
    return this.#powers.get(argument)!;
  }

  /** E of a multiple of a generator, or of another and such a multiple, that is not stored. */
  #search(argument: bigint): bigint | "missing" | undefined {
    const { sub, mul } = this.#field;
    const zero = { argument: 0n, power: 1n };
    for (const [steps, limit] of [[[zero], LIMIT], [this.#steps, SMALL_LIMIT]] as const) {
      for (const step of steps) {
        const rest = sub(argument, step.argument);
        for (const generator of this.#generators) {
          const power = this.#multipleOf(generator, rest, limit);
          if (power === "missing") return power;
          if (power !== undefined) return mul(step.power, power);
        }
      }
    }
    return undefined;
  }

  /** E(n/d g), if an argument is such a multiple and E(g/d) is known. */
  #multipleOf(
    { reciprocal, root, parts }: Generator,
    argument: bigint,
    limit: bigint,
  ): bigint | "missing" | undefined {
    const { mul, inverse, power, rational } = this.#field;
    this.relations += fractionsUpTo(limit);
    const ratio = rational(mul(argument, reciprocal), limit);
    if (ratio === undefined) return undefined;
    const { numerator, denominator } = ratio;
    const size = numerator < 0n ? -numerator : numerator;
    const reached = (found: bigint) => {
      this.reach = Math.max(this.reach, Math.ceil(Number(size) / Number(denominator)));
      return numerator < 0n ? inverse(found) : found;
    };
    if (parts % denominator === 0n) return reached(power(root, size * parts / denominator));
    if (parts > 1n) {
      this.#wanted = leastCommonMultiple(this.#wanted, denominator);
      return undefined;
    }
    if (this.#rootOf === undefined) {
      this.takesRoots = true;
      return undefined;
    }
    const found = this.#rootOf(root, denominator);
    return found === undefined ? "missing" : reached(power(found, size));
  }

  /** Notes that E(g) = root^parts, for multiples to be searched for. */
  #note(argument: bigint, root: bigint, parts: bigint): void {
    if (!this.#thorough) return;
    this.#generators.push({ reciprocal: this.#field.inverse(argument), root, parts });
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
    this.#note(argument, power, 1n);
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

function leastCommonMultiple(a: bigint, b: bigint): bigint {
  let [divisor, rest] = [a, b];
  while (rest !== 0n) [divisor, rest] = [rest, divisor % rest];
  return a / divisor * b;
}

/** 1 / g for an argument g with E(g) = root^parts; of a logarithm only E(g) itself is known. */
interface Generator {
  readonly reciprocal: bigint;
  readonly root: bigint;
  readonly parts: bigint;
}

/** An argument with its exponential, and 1 over that. */
interface Step {
  readonly argument: bigint;
  readonly power: bigint;
  readonly reciprocal: bigint;
}
