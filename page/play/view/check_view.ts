import { element } from "../../shell/element.ts";
import type { Snapshot } from "../training/snapshot.ts";
import { number } from "../walk/mathml.ts";
import { say } from "./put.ts";
import type { Actions } from "./state.ts";
import type { View } from "./view.ts";
import { parameterCount, worstInWords } from "./weight_rows.ts";
import { checkInWords, parameterInWords, type ParameterPlace } from "./words.ts";

/** Gradients beside finite differences, as they are compared while it trains. */
export function checkView({ set }: Actions): View {
  const verdict = element("p", { class: "note agreement", "data-check": "" });
  const compared = element("p", { class: "number" });
  const cost = element("p", { class: "caption" });
  const chosen = element("p", { class: "number chosen-weight", hidden: true });
  const root = element(
    "div",
    { class: "panel check", id: "play-check" },
    element("h3", {}, "Is the gradient right?"),
    element(
      "p",
      {},
      "The gradient is the list of all slopes of the loss, one along each weight and bias. Each can " +
        "also be found the slow way, by finite differences: nudge the weight a little up and down, run " +
        "the points forwards again, and see how the loss changes. Here both are compared, while it " +
        "trains; each slope is a mean over the points of the batch.",
    ),
    verdict,
    compared,
    cost,
    chosen,
  );
  return {
    root,
    update: ({ snapshot, checked, weight }) => {
      verdict.classList.toggle("good", checked?.check.passed === true);
      verdict.classList.toggle("bad", checked?.check.passed === false);
      if (checked) {
        const { passed, worst } = checked.check, count = parameterCount(checked);
        say(verdict, `${passed ? "✓ " : "✗ "}${checkInWords(checked.check)}`);
        say(
          compared,
          worst === undefined ? "" : worstInWords(name(checked, worst), worst, checked.step + 1),
        );
        say(
          cost,
          `Finite differences need at least ${
            2 * count
          } runs forwards for the ${count} weights and ` +
            `biases of this network; backpropagation needs one run forwards and one back.`,
        );
      } else if (snapshot) {
        say(
          verdict,
          snapshot.isFinite
            ? "Without points there is nothing to check."
            : "Beyond all bounds there is nothing to check.",
        );
        say(compared, "");
        say(cost, "");
      }
      chosen.hidden = weight === undefined || snapshot === undefined;
      if (weight && snapshot) {
        say(chosen, weightInWords(snapshot, weight.layer, weight.index));
      }
    },
  };

  function weightInWords(snapshot: Snapshot, layer: number, index: number): string {
    const w = snapshot.parameters[layer - 1]?.weights?.data[index];
    if (w === undefined) {
      set({ weight: undefined });
      return "";
    }
    const slope = snapshot.gradients?.[layer - 1]?.weights?.data[index];
    const update = snapshot.updates?.[layer - 1]?.weights?.data[index];
    const place = name(snapshot, { layer, name: "weights", index });
    return `You chose the ${place}: w = ${number(w)}` + (slope === undefined ? "." : `, ` +
      `slope ${number(slope)}, so the next step adds ${number(update!)}.`);
  }
}

function name({ parameters }: Snapshot, place: ParameterPlace): string {
  return parameterInWords(place, parameters[place.layer - 1]![place.name]!.columns);
}
