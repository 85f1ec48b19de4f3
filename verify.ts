/**
 * Proofs that gradients are right: of every built-in formula, and of yours.
 *
 * @example A slope without its factor is refuted
 * ```ts
 * import { elementwise, meanSquaredError } from "@backproof/backproof/engine";
 * import { verifyGradients } from "@backproof/backproof/verify";
 * import { assertEquals } from "@std/assert";
 *
 * const square = elementwise({
 *   name: "square",
 *   value: (m, z) => m.mul(z, z),
 *   slope: (_, { z }) => z, // and not 2 z
 * });
 * const found = verifyGradients({ activations: [square], losses: [meanSquaredError] });
 * assertEquals(found.verdicts[0]!.verdict, "refuted");
 * ```
 *
 * @module
 */

export {
  Degree,
  type DegreeArithmetic,
  type DegreeOptions,
  degrees,
  type DifferenceBound,
} from "./src/core/arithmetic/residue/degree.ts";
export { log2FalsePass, type ProofSize } from "./src/core/arithmetic/residue/false_pass.ts";
export {
  type Fault,
  nextRegion,
  Residue,
  type ResidueArithmetic,
  type ResidueOptions,
  residues,
  type Sign,
} from "./src/core/arithmetic/residue/residue.ts";

export { type Neighbours, neighboursIn } from "./src/verify/claims/combinations.ts";
export type {
  GenericBatch,
  GradientPlan,
  TrainingStep,
} from "./src/verify/claims/engine_claims.ts";
export type { Precondition } from "./src/verify/claims/preconditions.ts";
export type {
  Matrices,
  MatrixFunction,
  Results,
  Size,
} from "./src/verify/claims/matrix_function.ts";
export type { WrongFormulas } from "./src/verify/claims/wrong_formulas.ts";

export type { DiscontinuityFixture } from "./src/verify/discontinuities/fixtures.ts";

export {
  type FormulaCounterexample,
  type FormulaProof,
  proveFormula,
  type ProveFormulaOptions,
} from "./src/verify/formula/prove_formula.ts";

export {
  checkTable,
  type CheckTableOptions,
  type TableEntry,
} from "./src/verify/ladder/check_table.ts";
export type { DiscontinuityFinding } from "./src/verify/ladder/discontinuities_stage.ts";
export type { CombinationFinding } from "./src/verify/ladder/engine_stage.ts";
export type {
  ExecutorCheck,
  ExecutorFinding,
  KernelBug,
} from "./src/verify/ladder/executor_stage.ts";
export { type ExecutorSummary, summarizeExecutor } from "./src/verify/ladder/executor_summary.ts";
export { climbLadder, type ClimbOptions, type Ladder } from "./src/verify/ladder/ladder.ts";
export {
  failuresOf,
  type LadderSummary,
  proofsOf,
  type Soundness,
  soundnessOf,
  summaryOf,
} from "./src/verify/ladder/ladder_summary.ts";
export type { Fixture, FixtureFinding } from "./src/verify/ladder/preconditions_stage.ts";
export type { RewriteFinding } from "./src/verify/ladder/rewrites_stage.ts";
export type { GradientFinding } from "./src/verify/ladder/formula_verdicts.ts";
export { Verification } from "./src/verify/ladder/verification.ts";
export {
  verifyGradients,
  type VerifyGradientsOptions,
} from "./src/verify/ladder/verify_gradients.ts";
export {
  type ForwardDerivative,
  type Pullback,
  verifyDerivative,
  verifyPullback,
} from "./src/verify/ladder/verify_pullback.ts";

export type { Convention, Mutant, Variant } from "./src/verify/mutants/mutant.ts";
export { MUTANTS } from "./src/verify/mutants/mutants.ts";
export {
  mutationReport,
  type MutationReportOptions,
  type MutationRow,
  type MutationSummary,
  summarizeMutations,
} from "./src/verify/mutants/mutation_report.ts";

export {
  checkGradients,
  type CheckGradientsOptions,
  type Entry,
  type GradientCheck,
  type ParameterCheck,
} from "./src/verify/numeric/check_gradients.ts";
export type { CasePlan } from "./src/verify/numeric/draw_case.ts";

export {
  type CheckFinding,
  type EquationKind,
  type EquationPrecondition,
  type FiniteCheck,
  type Misprint,
  type MisprintFinding,
  PAPER_EQUATIONS,
  type PaperEquation,
  type PaperFinding,
  type PaperSummary,
  type Statement,
  type StatementFinding,
  summarizePaper,
  verifyPaper,
  type VerifyPaperOptions,
} from "./src/verify/paper/paper.ts";

export type { Kinks } from "./src/verify/prover/boundaries.ts";
export type { Counterexample } from "./src/verify/prover/claim.ts";
export type {
  Claim,
  ClaimedGradient,
  Derivative,
  Sides,
  Variables,
} from "./src/verify/prover/claim.ts";
export type { Finding, Verdict } from "./src/verify/prover/prove.ts";
export type { Coverage } from "./src/verify/prover/regions.ts";

export { reportPage } from "./src/verify/report/page.ts";
