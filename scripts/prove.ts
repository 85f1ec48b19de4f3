import { print } from "../symbolic.ts";
import { type FormulaProof, proveFormula } from "../verify.ts";
import { chartFile } from "../src/report/charts/chart.ts";
import { formulaChart } from "../src/verify/formula/formula_chart.ts";
import { constantsText } from "../src/verify/ladder/verification.ts";
import { loadDrawing } from "../src/report/drawing.ts";
import { FormulaError } from "../src/symbolic/parse/formula_error.ts";
import { CONSTANTS, FUNCTIONS } from "../src/symbolic/parse/functions.ts";
import { integerOf, main, pathOf, UsageError, type Values } from "./support/command.ts";
import { checkWritable, writeWhole } from "./support/files.ts";
import { block } from "./support/block.ts";
import { wrapped } from "./support/table.ts";

const HELP = `
Proves a formula: derives its derivative, proves a network that uses it, and
judges a derivative that you wrote.

Usage: deno task prove [options] FORMULA
       deno task prove [options] --loss FORMULA

  deno task prove "z / (1 + exp(-z))"
  deno task prove "tanh(z)" --slope "1 - a^2"
  deno task prove --loss "(a - y)^2" --slope "2(a - y)"
  deno task prove --row "exp(z) / sum(exp(z))" --slope "a (g - sum(a g))"
  deno task prove "-z^2" --slope "-2z"

A formula of z is an activation a = f(z); a loss is one of an output a and its
target y, summed over the outputs.

  --slope FORMULA      a derivative to judge: of z and a; for a loss of a and y;
                       for a row the pullback, of z, a and g, the gradient by a
  --loss FORMULA       the formula of a loss
  --row                letters are whole rows: sum(z), mean(z), max(z), min(z)
  --plot FILE          draw formula, derivative and slope as SVG
  --seed N             seed of all random values, to repeat a run    [drawn]
  --json               print one JSON object instead of text
  -h, --help           show this help

Exits with 0 if proved, with 1 if refuted or undecided. The object of --json has
verdict, derivative, latex, factor, counterexample, reason and falsePass; what
does not apply is null.

Signs: + - * · × / ÷ ^ ² √ |z| ( ) < > ≤ ≥; and, or, not in where(z > 0, a, b).
Functions and numbers:
${wrapped(["where", ...Object.keys(FUNCTIONS), ...Object.keys(CONSTANTS)], 2)}
`;

const OPTIONS = {
  slope: { type: "string" },
  loss: { type: "string" },
  row: { type: "boolean", default: false },
  plot: { type: "string" },
  seed: { type: "string" },
  json: { type: "boolean", default: false },
} as const;

/** Proves as the flags say; resolves to the exit code. */
async function prove(
  flags: Values<typeof OPTIONS>,
  operands: readonly string[],
): Promise<number> {
  const formula = formulaOf(flags, operands);
  const seed = flags.seed === undefined ? undefined : integerOf(flags.seed, "seed", 0);
  const plot = flags.plot === undefined ? undefined : pathOf(flags.plot, "plot");
  if (plot !== undefined) await checkWritable(plot, "plot");
  const proof = proofOf(formula, flags, seed);
  if (flags.json) console.log(JSON.stringify(summaryOf(proof)));
  else console.log(textOf(proof));
  if (plot !== undefined) {
    await writeWhole(plot, chartFile(formulaChart(await loadDrawing(), proof)));
    console.error(`plot: ${plot}`);
  }
  return proof.verdict === "proved" ? 0 : 1;
}

function formulaOf({ loss }: Values<typeof OPTIONS>, operands: readonly string[]): string {
  const all = [...loss === undefined ? [] : [loss], ...operands];
  if (all.length === 1) return all[0]!;
  if (all.length === 0) throw new UsageError('A formula is needed, such as "z / (1 + exp(-z))"');
  throw new UsageError(
    `One formula is proved at a time, in quotes, but found ${all.length}: ${all.join(" and ")}`,
  );
}

/** The proof; throws a {@linkcode UsageError} for texts that are no formulas, or too large ones. */
function proofOf(
  formula: string,
  { slope, loss, row }: Values<typeof OPTIONS>,
  seed: number | undefined,
): FormulaProof {
  try {
    return proveFormula(formula, {
      ...{ loss: loss !== undefined, row },
      ...(slope !== undefined && { slope }),
      ...(seed !== undefined && { seed }),
    });
  } catch (error) {
    if (error instanceof FormulaError || error instanceof RangeError) {
      throw new UsageError(error.message);
    }
    throw error;
  }
}

/** What `--json` prints: null for what does not apply. */
function summaryOf(proof: FormulaProof) {
  const { verdict, derivative, latex, falsePass } = proof;
  const { factor = null, counterexample = null, reason = null } = proof;
  return { verdict, derivative, latex, factor, counterexample, reason, falsePass };
}

/** The proof as text of 80 columns. */
function textOf(proof: FormulaProof): string {
  const { values, derivatives, slope, kinks, domain, latex, verification, seed } = proof;
  return [
    ...values.map((value, k) => block(k === 0 ? "formula" : "", print(value))),
    ...derivatives.map((each, k) => block(k === 0 ? "derivative" : "", print(each))),
    block("LaTeX", latex),
    ...(domain === "everywhere" ? [] : [block("defined", domain)]),
    ...(kinks.length > 0 ? [block("kinks", `at z = ${kinks.join(", ")}`)] : []),
    ...(slope ? [block("slope", print(slope.got))] : []),
    ...(slope && proof.verdict === "refuted" ? [block("should be", print(slope.expected))] : []),
    block("verdict", verdictOf(proof)),
    ...verification.verdicts.map(({ verdict, subject, shapes, log2FalsePass, constants }, k) => {
      const chance = log2FalsePass < 0 && Number.isFinite(log2FalsePass)
        ? `, wrong once in 2^${Math.floor(-log2FalsePass)}`
        : "";
      const tried = shapes === undefined ? "" : `, ${shapes}`;
      const read = constants === undefined ? "" : `, ${constantsText(constants)}`;
      return block(k === 0 ? "claims" : "", `${verdict}: ${subject}${tried}${chance}${read}`);
    }),
    block("seed", `${seed}`),
  ].join("\n");
}

function verdictOf({ verdict, factor, counterexample, reason, falsePass }: FormulaProof): string {
  if (verdict === "undecided") return `undecided: ${reason}`;
  if (counterexample === undefined) {
    return `${verdict}, wrong once in 2^${Math.floor(-Math.log2(falsePass))}`;
  }
  const { where, got, expected, at } = counterexample;
  const by = factor === undefined ? "" : ` ${factor} of the derivative;`;
  // Without a point, both sides of a place are compared.
  const both = at === undefined ? `${got} and ${expected}` : `${got}, but should be ${expected}`;
  return `refuted:${by} ${where}: ${both}`;
}

/** The script. */
export const PROVE = {
  help: HELP,
  options: OPTIONS,
  operands: true,
  signed: true,
  run: prove,
} as const;

if (import.meta.main) await main("prove", PROVE);
