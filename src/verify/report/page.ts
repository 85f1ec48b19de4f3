import { ACTIVATIONS } from "../../nn/activations/activations.ts";
import { LOSSES } from "../../nn/losses/losses.ts";
import { dense } from "../../nn/layers/dense.ts";
import { showNetwork } from "../../symbolic/show/show_network.ts";
import type { Ladder } from "../ladder/ladder.ts";
import { failuresOf, soundnessOf, summaryOf } from "../ladder/ladder_summary.ts";
import { summarizeMutations } from "../mutants/mutation_report.ts";
import { summarizePaper } from "../paper/paper.ts";
import { activationDerivation, formula, lossDerivation } from "../../report/derivations.ts";
import { details, escapeHtml, htmlPage, htmlTable, mark, paragraph } from "../../report/html.ts";
import { executorReport } from "./executor.ts";
import { exampleRefutations } from "./refutations.ts";
import {
  chance,
  coverTables,
  discontinuityTable,
  formulaTable,
  matrices,
  mutationTables,
  paperTable,
  preconditionTable,
  proofTable,
  shortly,
} from "./tables.ts";

/** The titles of the sections in order, by their anchors. */
const SECTIONS = {
  summary: "Summary",
  matrix: "Every combination",
  formulas: "Formulas",
  network: "The formula this code computes",
  refutations: "What a refutation looks like",
  mutants: "Wrong backward passes",
  executor: "The executor",
  paper: "The paper’s equations",
  soundness: "What this rests on",
} as const;

/**
 * All findings of a ladder as one self-contained page of HTML.
 *
 * @returns The page; formulas are MathML, and wide tables scroll.
 * @category Proofs
 */
export function reportPage(ladder: Ladder): string {
  const links = Object.entries(SECTIONS).map(([id, title]) =>
    `<a href="#${id}">${escapeHtml(title)}</a>`
  );
  return htmlPage(
    "backproof: what is proved",
    `<header>
<h1>backproof: what is proved</h1>
<nav aria-label="Sections">${links.join("\n")}</nav>
</header>
<main>
${summary(ladder)}
${section("matrix", paragraph(MATRIX), matrices(ladder), paragraph(COVER), coverTables(ladder))}
${formulas(ladder)}
${network()}
${section("refutations", exampleRefutations(ladder.seed))}
${mutants(ladder)}
${section("executor", executorReport(ladder.executor))}
${paper(ladder)}
${soundness(ladder)}
</main>`,
  );
}

function section(id: keyof typeof SECTIONS, ...content: readonly string[]): string {
  return `<section id="${id}">\n<h2>${SECTIONS[id]}</h2>\n${content.join("\n")}\n</section>`;
}

const MATRIX =
  "The gradients of the engine’s own backward pass are exactly the derivatives of the cost that its " +
  "forward pass computes, for any inputs, parameters and targets of a 2-2-3 network. Below each " +
  "verdict: the chance that a wrong gradient would pass, and how many regions of its parts were compared.";

const COVER =
  "Above, everything in the paper is combined with everything. Everything built in is combined " +
  "pair by pair, in networks of three layers, as the chain rule goes from layer to layer. Each cell " +
  "counts the networks in which the two are neighbours and the gradients are proved. “Outside”: no " +
  "output of the activation lies in the domain of the loss.";

function summary(ladder: Ladder): string {
  const found = summaryOf(ladder);
  const accepted = ladder.rewrites.filter(({ accepted }) => accepted).length;
  const failures = failuresOf(ladder);
  const numbers = [
    [`${found.proved} of ${found.combinations}`, "combinations proved"],
    [`${found.agreed} of ${ladder.differences.length}`, "agree with finite differences"],
    [`${found.equations} of ${ladder.paper.length}`, "equations of the paper hold"],
    [`${found.killed} of ${found.mutants}`, "wrong backward passes refuted"],
    [`${accepted} of ${ladder.rewrites.length}`, "right rewrites accepted"],
    [
      `${found.executorHolding} of ${found.executorChecks}`,
      "comparisons of the executor with the engine hold",
    ],
    [
      chance(soundnessOf(ladder).log2FalsePass),
      "chance of a false pass on a compared region, at most",
    ],
  ];
  return section(
    "summary",
    `<p>${
      mark(failures.length === 0, failures.length === 0 ? "Everything holds" : "Failures")
    }</p>`,
    failures.length === 0
      ? ""
      : `<ul>${failures.map((failure) => `<li>${escapeHtml(failure)}</li>`).join("")}</ul>`,
    `<ul class="numbers">${
      numbers.map(([number, what]) => `<li><b>${number}</b>${what}</li>`).join("")
    }</ul>`,
  );
}

function formulas(ladder: Ladder): string {
  return section(
    "formulas",
    paragraph(
      "What each activation and loss computes, its derivative as dual numbers derive it from that, " +
        "and the derivative as it was written by hand and is used for training.",
    ),
    ...Object.values(ACTIVATIONS).map(activationDerivation),
    ...Object.values(LOSSES).map(lossDerivation),
    "<h3>Claims</h3>",
    formulaTable(ladder),
  );
}

function network(): string {
  const { forward, cost, errors, gradients } = showNetwork({
    inputs: 1,
    layers: [dense(2, ACTIVATIONS.tanh), dense(1, ACTIVATIONS.sigmoid)],
    loss: LOSSES.sumOfSquaredErrors,
  });
  const rows = ([
    ["forward pass", forward],
    ["cost", [cost]],
    ["errors, BP1 and BP2", errors],
    ["gradients, BP3 and BP4", gradients],
  ] as const).flatMap(([part, equations]) =>
    equations.map((equation, k) => [k === 0 ? part : "", formula(equation)])
  );
  return section(
    "network",
    paragraph(
      "The engine’s own forward and backward passes, run on symbols: a 1-2-1 network of tanh and " +
        "sigmoid with the sum of squared errors, one example.",
    ),
    htmlTable(["", ""], rows, "the formulas of a network"),
  );
}

function mutants(ladder: Ladder): string {
  const found = summarizeMutations(ladder.mutants);
  return section(
    "mutants",
    paragraph(
      `A checker must be able to fail. Of ${found.mutants} wrong backward passes, put into the engine ` +
        `one at a time, ${found.killed} are refuted; ${found.slipped} of them pass finite differences ` +
        `with the default tolerances of PyTorch’s gradcheck on ten networks each. Of ` +
        `${found.conventions} that are wrong only at a kink, where the derivative does not exist, ` +
        `${found.conventionsKilled} are refuted by the documented value there. Below are those that other checks pass.`,
    ),
    mutationTables(ladder),
  );
}

function paper(ladder: Ladder): string {
  const found = summarizePaper(ladder.paper);
  return section(
    "paper",
    paragraph(
      `${found.holding} of ${found.equations} equations of “Neural Networks from Scratch” hold as ` +
        `they are meant: ${found.proved} statements are proved, ${found.checked} are checked case ` +
        `by case. ${found.slips} slips are the paper’s own, ${found.slipsRefuted} of them ` +
        `statements that are refuted as printed; ${found.damages} places were damaged by the scan.`,
    ),
    paperTable(ladder),
  );
}

function soundness(ladder: Ladder): string {
  const { proofs, sampled, primes, trials, degree, relations, log2FalsePass } = soundnessOf(ladder);
  const rows = [
    ["proofs", `${proofs}`],
    ["on all of their regions", `${proofs - sampled}`],
    ["on some of their regions", `${sampled}`],
    ["primes of 127 bits, drawn from the seed", `${primes.length}`],
    ["seed", `${ladder.seed}`],
    ["trials of one proof, at most", `${trials}`],
    ["degree of a difference, at most", shortly(degree)],
    ["relations of exp and log in one proof, at most", shortly(relations)],
    ["chance that a mistake on a compared region passes, at most", chance(log2FalsePass)],
  ];
  return section(
    "soundness",
    paragraph(
      "Both sides of a claim are computed modulo a large prime, at random values of every variable. " +
        "The prime is drawn, too, from more than 2¹¹⁸, so that no constant can be a multiple of it. " +
        "Two formulas that differ agree there only by chance, which is at most the degree of their " +
        "difference, with the degrees of all relations of exp and log that were tried, divided by " +
        "the prime (Schwartz and Zippel), and the share of the primes that divide the difference.",
    ),
    htmlTable(["", ""], rows, "soundness"),
    details("Every proof", proofTable(ladder)),
    "<h3>Conditions on targets</h3>",
    preconditionTable(ladder),
    "<h3>Jumps</h3>",
    paragraph(
      "Where an argument of a choice vanishes, both sides are compared. These functions show that " +
        "jumps are found, and only where they are.",
    ),
    discontinuityTable(ladder),
    "<h3>What is not proved</h3>",
    `<ul><li>Rounding: the proofs are about exact numbers, training is in floating point.</li>
<li>Shapes, sign patterns and lines through rows that were not tried: of a function with more than six arguments of choices some patterns are compared, and how many stands beside it.</li>
<li>Places where an argument of a choice that is not linear vanishes at no simple fraction: what is compared there is float64, and the verdict is undecided.</li>
<li>The trusted base: the rules of dual numbers and the arithmetic of residues.</li>
<li>Kernels of the executor on shapes that were not tried, and workers that take steps at the same time: the tests train with them.</li></ul>`,
  );
}
