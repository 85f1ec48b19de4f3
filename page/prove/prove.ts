import { button, element } from "../shell/element.ts";
import type { Mount } from "../shell/tab.ts";
import { openWorker } from "../shell/workers.ts";
import { formulasOf, verdictOf } from "./finding.ts";
import type { Found, ProveAnswer, Question } from "./messages.ts";
import { type Mistake, MISTAKES } from "./mistakes.ts";
import { LONGEST, readQuestion, writeQuestion } from "./question.ts";

/** How long typing must rest before a proof begins, in milliseconds. */
const REST = 250;

/** How long a proof may take before the page says so, and before it gives up, in milliseconds. */
const SLOW = 400, PATIENCE = 30_000;

/** The tab in which slopes are proved and refuted. */
export const mount: Mount = (root, address) => {
  let worker: Worker | undefined, timers: ReturnType<typeof setTimeout>[] = [];
  let isBusy = false, asked: Question | undefined, width = 0, drawn: Found | undefined;

  const field = (id: string) =>
    element("input", {
      ...{ id, type: "text", spellcheck: "false", autocapitalize: "off", autocomplete: "off" },
      ...{ class: "code formula", "aria-describedby": `${id}-mistake`, maxlength: LONGEST },
    });
  const [formula, slope] = [field("formula"), field("slope")] as const;
  const mistakeOf = (id: string) =>
    element("pre", { id: `${id}-mistake`, class: "mistake code", hidden: true });
  const [formulaMistake, slopeMistake] = [mistakeOf("formula"), mistakeOf("slope")] as const;
  const kind = element(
    "select",
    { id: "kind" },
    element("option", { value: "activation" }, "an activation a of z"),
    element("option", { value: "loss" }, "a loss L of a and the target y"),
  );
  const isRow = element("input", { type: "checkbox", id: "row" });
  const verdict = element("div", { id: "proof", role: "status" });
  const formulas = element("div", {}), plot = element("div", { class: "plot" });
  const answered = [verdict, formulas, plot];
  const why = element("p", { id: "why" });
  const example = element(
    "p",
    { id: "example" },
    "This is an example, a wrong slope that people write. Type a formula and a slope of your own.",
  );
  const slopeLabel = element("label", { for: "slope" });

  const later = (milliseconds: number, callback: () => void) =>
    timers.push(setTimeout(callback, milliseconds));
  const settle = () => {
    timers.forEach(clearTimeout);
    timers = [];
    isBusy = false;
    for (const part of answered) part.classList.remove("waiting");
  };
  const stop = () => {
    if (isBusy) worker?.terminate();
    if (isBusy) worker = undefined;
    settle();
  };
  const say = (words: string, kind = "caption") =>
    verdict.replaceChildren(element("p", { class: kind }, words));
  const forget = () => {
    drawn = undefined;
    for (const part of answered) {
      part.replaceChildren();
      part.classList.remove("waiting");
    }
  };
  const ask = () => {
    stop();
    const question = current();
    if (question.formula.trim() === "") {
      forget();
      return hear({ tell: "failed", words: "Type a formula." });
    }
    worker ??= listening();
    asked = question;
    isBusy = true;
    // An answer to what was asked before must not be taken for one to this.
    for (const part of answered) part.classList.add("waiting");
    later(SLOW, () => {
      forget();
      say("Proving …");
    });
    later(PATIENCE, () => {
      stop();
      say(`No proof was found within ${PATIENCE / 1000} seconds. Try a simpler formula.`, "note");
    });
    worker.postMessage(question);
  };
  const current = (): Question => ({
    formula: formula.value,
    slope: slope.value.trim(),
    isLoss: kind.value === "loss",
    isRow: isRow.checked,
  });
  const changed = () => {
    stop();
    name();
    address.set(writeQuestion(current()));
    for (const part of answered) part.classList.add("waiting");
    later(REST, ask);
  };
  const typed = () => {
    why.textContent = "";
    changed();
  };
  const name = () => {
    const { isLoss, isRow } = current();
    example.hidden = mistakeFor(current()) === undefined;
    slopeLabel.textContent = isLoss
      ? "Its slope ∂L/∂a, in a and y"
      : isRow
      ? "Its pullback ∂L/∂z, in z, a and g = ∂L/∂a"
      : "Its slope ∂a/∂z, in z and a";
  };
  const fill = (question: Question) => {
    formula.value = question.formula;
    slope.value = question.slope;
    kind.value = question.isLoss ? "loss" : "activation";
    isRow.checked = question.isRow;
    name();
  };
  const hear = (answer: ProveAnswer) => {
    settle();
    const mistakes = { formula: formulaMistake, slope: slopeMistake };
    for (const [of, place] of Object.entries(mistakes)) {
      const isHere = answer.tell === "failed" && answer.field === of;
      place.hidden = !isHere;
      place.textContent = isHere ? answer.words : "";
      (of === "slope" ? slope : formula).setAttribute("aria-invalid", String(isHere));
    }
    if (answer.tell === "failed") {
      const words = answer.field === undefined ? answer.words : "This is not a formula yet.";
      return say(words);
    }
    verdict.replaceChildren(verdictOf(answer.found, asked!));
    formulas.replaceChildren(formulasOf(answer.found));
    drawn = answer.found;
    void draw();
  };
  const draw = async () => {
    const content = drawn?.plot;
    if (content === undefined) return plot.replaceChildren();
    const { plotOf } = await import("./plot.ts");
    if (drawn?.plot !== content) return;
    width = plot.clientWidth;
    if (width < 100) return; // it is hidden
    plot.replaceChildren(
      plotOf(content, Math.min(width, 640)),
      element(
        "p",
        { class: "caption" },
        plotWords(drawn),
      ),
    );
  };
  function listening(): Worker {
    const made = openWorker("prove/prove_worker");
    made.addEventListener("message", ({ data }: MessageEvent<ProveAnswer>) => hear(data));
    made.addEventListener("error", () => {
      settle();
      worker = undefined;
      say("The prover failed. Change the formula.", "note bad");
    });
    return made;
  }

  for (const input of [formula, slope]) input.addEventListener("input", typed);
  for (const input of [kind, isRow]) input.addEventListener("change", typed);
  new ResizeObserver(() => {
    if (Math.abs(plot.clientWidth - width) > 8) void draw();
  }).observe(plot);

  const mistakes = MISTAKES.map((mistake) => {
    return element(
      "li",
      {},
      button(mistake.title, () => {
        fill({ isLoss: false, isRow: false, ...mistake });
        why.textContent = mistake.why;
        changed();
        formula.scrollIntoView({ block: "nearest" });
      }),
    );
  });
  root.append(
    element(
      "p",
      { class: "lead" },
      "Backpropagation is only as right as the slopes that people write. Type a function and its slope as a " +
        "formula, its derivative: the page proves or refutes what you wrote, for all numbers at once.",
    ),
    element(
      "div",
      { class: "prove" },
      element(
        "section",
        { class: "panel ask", "aria-labelledby": "ask-title" },
        element("h3", { id: "ask-title" }, "Your formula"),
        example,
        element("label", { for: "kind" }, "It is"),
        kind,
        element(
          "label",
          { class: "row check" },
          isRow,
          "of a whole row, as softmax is: sum(z), mean(z), max(z)",
        ),
        element("label", { for: "formula" }, "Formula"),
        formula,
        formulaMistake,
        slopeLabel,
        slope,
        slopeMistake,
        element(
          "p",
          { class: "caption" },
          "As in z^2, 3z, exp(z), log, sqrt, tanh, sigmoid, |z|, max(0, z), where(z > 0, a, b). " +
            "Without a slope, the derivative is found for you.",
        ),
        why,
        verdict,
      ),
      element(
        "section",
        { class: "panel found", "aria-labelledby": "found-title" },
        element("h3", { id: "found-title" }, "What it is"),
        formulas,
        plot,
      ),
      element(
        "section",
        { class: "panel wild", "aria-labelledby": "wild-title" },
        element("h3", { id: "wild-title" }, "Ten wrong gradients from the wild"),
        element(
          "p",
          {},
          "Each was written by someone, or is written every week. Press one, and see where it breaks.",
        ),
        element("ul", { class: "mistakes" }, ...mistakes),
      ),
    ),
  );

  let shown = "";
  return {
    show: () => {
      const question = readQuestion(address.get()), text = JSON.stringify(question);
      if (text !== shown) {
        fill(question);
        why.textContent = mistakeFor(question)?.why ?? "";
      }
      shown = text;
      ask();
    },
    hide: stop,
  };
};

/** The example that is asked about, if it is one. */
function mistakeFor({ formula, slope }: Question): Mistake | undefined {
  return MISTAKES.find((each) => each.formula === formula && each.slope === slope);
}

/** What one sees in the plot. */
function plotWords({ slope, verdict }: Found): string {
  if (slope === undefined) {
    return "The function and its derivative: where the function rises, the derivative is above 0.";
  }
  return verdict === "refuted"
    ? "Where the dashed line leaves the derivative, your slope is wrong."
    : "The dashed line lies on the derivative.";
}
