import {
  Constant,
  type Expression,
  Operation,
  Variable,
} from "../../core/arithmetic/expression.ts";
import type { Residue, Sign } from "../../core/arithmetic/residue/residue.ts";
import {
  areCompatible,
  combine,
  type LinearForm,
  scaled,
} from "../../symbolic/algebra/inequalities.ts";
import { ONE } from "../../symbolic/algebra/rational.ts";
import { rangeOf } from "./vanishing.ts";
import { isNegative, isPositive } from "../../core/arithmetic/interval.ts";
import { decidedBy, deciderOf } from "./asserted.ts";
import { type Captured, drawVariables, type Part } from "./captured.ts";
import type { Sides, Variables } from "./claim.ts";
import { itself, LinearForms, MINUS_ONE, UNIT } from "./linear_forms.ts";
import type { Decision } from "./regions.ts";

/**
 * One region of some entries of a claim: where the arguments of choices, logarithms and roots have
 * given signs.
 *
 * Signs that contradict earlier ones are not taken: arguments are followed as linear forms of the
 * variables and of whatever is not linear in them, and those of a region must have a solution.
 */
export class Region {
  /** The signs taken so far, in the order in which they were asked for. */
  readonly decisions: Decision[] = [];
  /** Whether the entries are certainly undefined here, or the signs contradict each other. */
  isEmpty = false;

  readonly #captured: Captured;
  readonly #part: Part;
  readonly #wanted: readonly Sign[];
  readonly #forms: LinearForms;
  readonly #values = new Map<Expression, Residue>();
  /** The signs of values that are guarded: the arm that a choice returns may be asked first. */
  readonly #guarded = new Map<Residue, Sign>();
  readonly #positive: LinearForm[] = [];
  readonly #bounded = new Set<number>();
  #free = 0;
  #m!: Variables<Residue>;
  #node!: Expression;
  #isEssential = true;

  /** A region given by its first free signs; all further ones are positive. */
  constructor(captured: Captured, part: Part, wanted: readonly Sign[]) {
    this.#captured = captured;
    this.#part = part;
    this.#wanted = wanted;
    this.#forms = new LinearForms(
      (node) => part.numbers.get(node)!,
      // A choice returns the very value of one of its arms.
      (choice) =>
        choice.operands.slice(1).find((arm) => {
          return this.#values.get(arm) === this.#values.get(choice);
        }),
    );
  }

  /** Decides the sign of an argument when it is first asked for. */
  readonly signs = (_: number, asked: bigint): Sign | undefined => {
    const argument = decidedBy(this.#node);
    if (argument === undefined) return undefined; // a constant that stands for a logarithm
    const { operator } = this.#node as Operation;
    const plusOne = operator === "log1p";
    const value = this.#values.get(argument)!, m = this.#m;
    const guarded = this.#part.guards.get(deciderOf(this.#node)!) ??
      (plusOne ? undefined : this.#guarded.get(value));
    // What does not matter to the entries is chosen so that they are numbers, if it can be.
    const guard = guarded ?? (this.#isEssential || operator === "choose" ? undefined : 1);
    if (!this.#isEssential && guard === undefined) return undefined;
    // Of some arguments only residues know that their sign is that of another, which is asked for.
    const isOwn = (plusOne ? m.add(m.one, value) : value).value === asked;
    const form = isOwn ? this.#formOf(argument, plusOne) : undefined;
    const isPossible = (sign: Sign) => form === undefined || this.#isCompatible(form, sign);
    const known = isOwn ? undefined : this.#signOf(asked);
    const given = isOwn || !this.#isEssential ? guard : known;
    const first = given ?? this.#wanted[this.#free] ?? 1;
    const isFirst = isPossible(first);
    const isFree = given === undefined && isFirst && (first < 0 || isPossible(-1));
    const sign: Sign = isFirst ? first : first > 0 ? -1 : 1;
    if (!isFirst && (guarded !== undefined || !isPossible(sign))) this.isEmpty = true;
    if (form !== undefined) this.#positive.push(signed(form, sign));
    if (isFree) this.#free++;
    this.decisions.push({ sign, isFree, ...(isOwn && { argument, plusOne }) });
    return sign;
  };

  /** Reads the entries, with variables drawn in an arithmetic. */
  read(m: Variables<Residue>): Pick<Sides<Residue>, "got" | "expected"> {
    const { order, essential, entries, guards } = this.#part;
    const values = this.#values, variables = drawVariables(this.#captured, m);
    this.#m = m;
    for (const [k, node] of order.entries()) {
      this.#node = node;
      this.#isEssential = k < essential;
      const value = valueOf(node, m, variables, values);
      values.set(node, value);
      const guard = guards.get(node);
      if (guard !== undefined) this.#guarded.set(value, guard);
    }
    this.isEmpty ||= (this.#captured.vanishing ?? []).some((node) => {
      const { constant, terms } = this.#forms.of(node);
      return terms.size === 0 && constant.numerator !== 0n;
    });
    const pick = (side: readonly Expression[]) => entries.map((i) => values.get(side[i]!)!);
    return { got: pick(this.#captured.got), expected: pick(this.#captured.expected) };
  }

  /** The sign that a value has anywhere, if a formula has that value: z² + 1 as the root of its square. */
  #signOf(asked: bigint): Sign | undefined {
    const m = this.#m;
    for (const [node, value] of this.#values) {
      const isOpposite = m.neg(value).value === asked;
      if (value.fault !== undefined || value.value !== asked && !isOpposite) continue;
      const range = rangeOf(node);
      const sign = isPositive(range) ? 1 : isNegative(range) ? -1 : undefined;
      if (sign !== undefined) return isOpposite ? -sign as Sign : sign;
    }
  }

  /** A form with the sign of an argument: that of the argument but for factors whose sign is known. */
  #formOf(argument: Expression, plusOne: boolean): LinearForm {
    const form = this.#forms.of(argument);
    if (plusOne) return combine(form, UNIT, ONE);
    if (!(argument instanceof Operation)) return form;
    const { operator, operands: [x, y] } = argument;
    const isProduct = operator === "div" || operator === "mul" && x !== y;
    if (!isProduct || !form.terms.has(this.#part.numbers.get(argument)!)) return form;
    const [ofX, ofY] = [x!, y!].map((factor) => this.#formOf(factor, false));
    return this.#without(ofY!, ofX!) ?? this.#without(ofX!, ofY!) ?? form;
  }

  /** What a product with a factor of known sign has the sign of. */
  #without(factor: LinearForm, other: LinearForm): LinearForm | undefined {
    if (!this.#isCompatible(factor, -1)) return other;
    return this.#isCompatible(factor, 1) ? undefined : scaled(other, MINUS_ONE);
  }

  #isCompatible(form: LinearForm, sign: Sign): boolean {
    for (const number of form.terms.keys()) {
      if (!this.#bounded.has(number)) {
        this.#positive.push(...boundsOf(this.#part.order[number]!, number));
      }
      this.#bounded.add(number);
    }
    // A variable that is met for the first time may be as large as is wanted.
    const isNew = (number: number) => !this.#positive.some(({ terms }) => terms.has(number));
    return [...form.terms.keys()].some(isNew) ||
      areCompatible([...this.#positive, signed(form, sign)]);
  }
}

/** What is known to be positive of a value that is not linear in the variables. */
function boundsOf(node: Expression, number: number): LinearForm[] {
  if (!(node instanceof Operation)) return [];
  const { operator, operands } = node, form = itself(number);
  const isSquare = operator === "mul" && operands[0] === operands[1];
  if (operator === "exp" || operator === "sqrt" || isSquare) return [form];
  if (operator === "expm1") return [combine(form, UNIT, ONE)];
  if (operator === "tanh" || operator === "erf") {
    return [combine(form, UNIT, ONE), combine(UNIT, form, MINUS_ONE)];
  }
  return [];
}

function signed(form: LinearForm, sign: Sign): LinearForm {
  return sign > 0 ? form : scaled(form, MINUS_ONE);
}

/** Reads one node, given the values of its operands. */
function valueOf<T>(
  node: Expression,
  m: Variables<T>,
  variables: readonly T[],
  values: ReadonlyMap<Expression, T>,
): T {
  if (node instanceof Variable) return variables[Number(node.name)]!;
  if (node instanceof Constant) {
    if (Object.is(node.value, 0)) return m.zero;
    return node.value === 1 ? m.one : m.constant(node.value);
  }
  const operation = m[(node as Operation).operator] as (...operands: T[]) => T;
  const [x, y, z] = node.operands;
  return operation(values.get(x!)!, values.get(y!)!, values.get(z!)!);
}
