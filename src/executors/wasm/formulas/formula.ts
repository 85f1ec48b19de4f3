import { postOrder } from "../../../core/arithmetic/evaluate.ts";
import {
  checkExpression,
  Constant,
  type Expression,
  Operation,
  Variable,
} from "../../../core/arithmetic/expression.ts";
import type { Code, Local } from "../emitter/code.ts";
import type { FunctionBuilder } from "../emitter/function_builder.ts";
import { f32x4 } from "../emitter/instructions.ts";
import type { MultiplyAdd } from "../emitter/multiply_add.ts";
import { operations } from "./operations.ts";

/** The function that code is emitted into, and how it fuses products with sums. */
export interface Target {
  readonly f: FunctionBuilder;
  readonly fused: MultiplyAdd;
}

/**
 * Compiles formulas to straight-line code over four lanes.
 *
 * Every node is computed once, into a variable that is released after its last use; a product that is
 * only used by one sum or difference becomes a multiply-add.
 *
 * @param bindings The code of each variable.
 * @returns The values of the formulas, to be released by the caller.
 * @throws {TypeError} If a root is not an expression.
 */
export function compileFormulas(
  { f, fused }: Target,
  roots: readonly Expression[],
  bindings: (name: string) => Code<"v128">,
): Compiled {
  for (const root of roots) checkExpression(root, "What a formula gives");
  const apply = operations(f, fused);
  const uses = countUses(roots);
  const values = new Map<Expression, Code<"v128">>();
  const owned = new Map<Expression, Local<"v128">>();

  function keep(node: Expression, code: Code<"v128">): void {
    const local = isLocal(code) ? code : f.local("v128", code);
    values.set(node, local);
    owned.set(node, local);
  }
  function used(node: Expression): void {
    const left = uses.get(node)! - 1;
    uses.set(node, left);
    const local = owned.get(node);
    if (left === 0 && local) f.release(local);
  }

  const results = new Set(roots);
  const absorbed = absorbedProducts(roots, uses);
  for (const node of postOrder(roots)) {
    if (node instanceof Constant) {
      values.set(node, f32x4.constant(node.value));
    } else if (node instanceof Variable) {
      const code = bindings(node.name);
      // A result is read before any is stored, as another may be stored in its place.
      const readLater = uses.get(node) === 1 && !results.has(node);
      if (isLocal(code) || readLater) values.set(node, code);
      else keep(node, code);
    } else if (!absorbed.has(node)) {
      const { operator, operands } = node as Operation;
      const product = operands.find((operand) => absorbed.get(operand) === node);
      const read = (operand: Expression) => values.get(operand)!;
      if (product) {
        const [x, y] = product.operands.map(read) as [Code<"v128">, Code<"v128">];
        const other = read(operands.find((operand) => operand !== product)!);
        keep(node, operator === "add" ? fused.madd(x, y, other) : fused.nmadd(x, y, other));
        for (const operand of product.operands) used(operand);
        operands.filter((operand) => operand !== product).forEach(used);
      } else {
        const operation = apply[operator] as (...operands: Code<"v128">[]) => Code<"v128">;
        keep(node, operation(...operands.map(read)));
        operands.forEach(used);
      }
    }
  }
  return {
    values: roots.map((root) => values.get(root)!),
    release: () => roots.forEach(used),
  };
}

/** The values of formulas. */
export interface Compiled {
  readonly values: readonly Code<"v128">[];
  readonly release: () => void;
}

/** Counts how often each node is an operand or a root. */
function countUses(roots: readonly Expression[]): Map<Expression, number> {
  const uses = new Map<Expression, number>();
  const add = (node: Expression) => uses.set(node, (uses.get(node) ?? 0) + 1);
  roots.forEach(add);
  for (const node of postOrder(roots)) node.operands.forEach(add);
  return uses;
}

/** The products that become part of a multiply-add, each with the one sum or difference that uses it. */
function absorbedProducts(
  roots: readonly Expression[],
  uses: ReadonlyMap<Expression, number>,
): Map<Expression, Expression> {
  const absorbed = new Map<Expression, Expression>();
  for (const node of postOrder(roots)) {
    if (!(node instanceof Operation)) continue;
    const candidates = node.operator === "add"
      ? node.operands
      : node.operator === "sub"
      ? node.operands.slice(1) // z − x y
      : [];
    const product = candidates.find((operand) =>
      operand instanceof Operation && operand.operator === "mul" && uses.get(operand) === 1
    );
    if (product) absorbed.set(product, node);
  }
  return absorbed;
}

function isLocal(code: Code<"v128">): code is Local<"v128"> {
  return "index" in code;
}
