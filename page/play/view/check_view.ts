import { element } from "../../shell/element.ts";
import type { Compared } from "../training/difference_check.ts";
import type { Snapshot } from "../training/snapshot.ts";
import { raised } from "../../../src/symbolic/print/name.ts";
import { number } from "../walk/mathml.ts";
import { say } from "./put.ts";
import type { Actions, PlayState, View } from "./state.ts";
import { checkInWords, parameterInWords } from "./words.ts";

/** Gradients beside finite differences, as they are compared while it trains. */
export function checkView({ set }: Actions): View & { readonly table: HTMLElement } {
  const verdict = element("p", { class: "note agreement", "data-check": "" });
  const compared = element("p", { class: "number" });
  const cost = element("p", { class: "caption" });
  const chosen = element("p", { class: "number chosen-weight", hidden: true });
  const body = element("tbody");
  const table = element(
    "details",
    { class: "panel weights" },
    element("summary", {}, "Every weight and its gradient, as a table"),
    element(
      "div",
      { class: "scroll", tabindex: 0, role: "region", "aria-label": "Weights and gradients" },
      element(
        "table",
        { class: "number" },
        element(
          "thead",
          {},
          element(
            "tr",
            {},
            ...["parameter", "value", "by backpropagation", "by differences", "coming update"].map(
              (title) => element("th", { scope: "col" }, title),
            ),
          ),
        ),
        body,
      ),
    ),
  );
  let last: PlayState | undefined;
  table.addEventListener("toggle", () => last && fill(last));
  const fill = ({ snapshot }: PlayState) => {
    if (!table.open || !snapshot) return;
    body.replaceChildren(
      ...rowsOf(snapshot).map((cells) => {
        const [name, ...rest] = cells;
        return element(
          "tr",
          {},
          element("th", { scope: "row" }, name!),
          ...rest.map((cell) => element("td", {}, cell)),
        );
      }),
    );
  };
  const root = element(
    "div",
    { class: "panel check", id: "play-check" },
    element("h3", {}, "Is the gradient right?"),
    element(
      "p",
      {},
      "The slope of the loss along a weight can also be found the slow way: nudge the weight a little " +
        "up and down, run the points forwards again, and see how the loss changes. Here both are " +
        "compared, while it trains.",
    ),
    verdict,
    compared,
    cost,
    chosen,
  );
  return {
    root,
    table,
    update: (state) => {
      last = state;
      const { snapshot, weight } = state, found = snapshot?.check;
      if (snapshot && found) {
        say(verdict, `${found.passed ? "✓ " : "✗ "}${checkInWords(found)}`);
        verdict.classList.toggle("good", found.passed);
        verdict.classList.toggle("bad", !found.passed);
        const { worst } = found;
        say(
          compared,
          worst === undefined ? "" : `The largest difference, before step ` +
            `${found.step + 1}: ${name(snapshot, worst)}, by backpropagation ${
              digits(worst.backpropagation)
            }, ` +
            `by differences ${digits(worst.differences)}.`,
        );
        const count = rowCount(snapshot);
        say(
          cost,
          `Differences need at least ${2 * count} runs forwards for the ${count} ` +
            `parameters of this network; backpropagation needs one run forwards and one back.`,
        );
      } else if (snapshot && snapshot.gradients === undefined) {
        say(verdict, "Without points nothing can be checked.");
        verdict.classList.remove("good", "bad");
        say(compared, "");
        say(cost, "");
      }
      chosen.hidden = weight === undefined || snapshot === undefined;
      if (weight && snapshot) {
        say(chosen, weightInWords(snapshot, weight.layer, weight.index));
      }
      if (!state.isPlaying) fill(state);
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
      `gradient ${number(slope)}, so the next step adds ${number(update!)}.`);
  }
}

type Place = Pick<Compared, "layer" | "name" | "index">;

function name({ parameters }: Snapshot, place: Place): string {
  return parameterInWords(place, parameters[place.layer - 1]![place.name]!.columns);
}

function rowCount({ parameters }: Snapshot): number {
  return parameters.flatMap((layer) => Object.values(layer)).reduce(
    (n, { data }) => n + data.length,
    0,
  );
}

/** The rows of the table; differences of the last comparison, where they belong to this step. */
function rowsOf(snapshot: Snapshot): string[][] {
  const { parameters, gradients, updates, check } = snapshot;
  const places = parameters.flatMap((layer, l) =>
    Object.entries(layer).flatMap(([name, { data }]) =>
      Array.from(data, (value, index) => ({ layer: l + 1, name, index, value }))
    )
  );
  return places.map((place) => {
    const { layer, index, value } = place;
    const of = (from: Snapshot["gradients"]) => from?.[layer - 1]?.[place.name]?.data[index];
    const found = check?.compared.find((each) => {
      return each.layer === layer && each.name === place.name && each.index === index;
    });
    const written = [of(gradients), found?.differences, of(updates)].map((x) => {
      return x === undefined ? "–" : digits(x);
    });
    return [name(snapshot, place), number(value), ...written];
  });
}

/** Seven significant digits: enough to see where two numbers part. */
function digits(x: number): string {
  if (x === 0) return "0";
  const [mantissa, exponent] = x.toExponential(6).split("e");
  const size = Number(exponent);
  const text = size < -3 || size > 5
    ? `${mantissa}·10${raised(Number(exponent))}`
    : x.toPrecision(7);
  return text.replace("-", "−");
}
