import { button, element } from "../../shell/element.ts";
import { SET_NAMES, type SetName } from "../data/sets.ts";
import { drawSet } from "../data/sets.ts";
import {
  ACTIVATION_CHOICES,
  type ActivationName,
  LOSS_CHOICES,
  type LossName,
  OPTIMIZER_CHOICES,
  type OptimizerName,
  PENALTY_CHOICES,
  type PenaltyName,
} from "../state/choices.ts";
import { DEFAULTS, LIMITS, OFFERED, SPIRAL } from "../state/settings.ts";
import type { Point } from "../data/point.ts";
import { speedView } from "./transport_view.ts";
import { menu, numbers } from "./menus.ts";
import { pointMarks } from "./point_marks.ts";
import type { Actions } from "./state.ts";
import type { View } from "./view.ts";

const TITLES: Readonly<Record<SetName, string>> = {
  circle: "Circle",
  xor: "XOR",
  spiral: "Spiral",
  moons: "Moons",
  own: "Your own",
};

/** A few points, as one might set them. */
const OWN: readonly Point[] = [
  { x: -1.5, y: 1.2, label: 0 },
  { x: 0.3, y: -0.2, label: 1 },
  { x: 1.7, y: 1.5, label: 1 },
  { x: -1, y: -1.8, label: 0 },
];

/** Which points, and how it learns. */
export function settingsView(actions: Actions): { readonly data: View; readonly how: View } {
  const { change } = actions, speed = speedView(actions);
  const sets = SET_NAMES.map((set) => {
    const picture = set === "own"
      ? pointMarks(OWN, 14)
      : pointMarks(drawSet(set, 0, 1).slice(0, 80), 5);
    const choose = button("", () => change(set === "spiral" ? { ...SPIRAL, set } : { set }), {
      class: "set",
      "data-set": set,
    });
    choose.append(picture, TITLES[set]);
    return { set, choose };
  });
  const noise = menu("Noise", numbers(OFFERED.noise, " %"), (noise) => change({ noise }));
  const batch = menu("Points in a batch", numbers(OFFERED.batch), (batch) => change({ batch }));
  const seed = element("input", {
    id: "play-seed",
    type: "number",
    min: 0,
    max: LIMITS.seed,
    step: 1,
    required: true,
  });
  seed.addEventListener("change", () => {
    if (seed.validity.valid) change({ seed: seed.valueAsNumber });
    else seed.reportValidity();
  });
  const data = element(
    "div",
    { class: "panel stack points" },
    element("h3", {}, "Points"),
    element(
      "div",
      { class: "sets", role: "group", "aria-label": "Points" },
      ...sets.map((s) => s.choose),
    ),
    element(
      "div",
      { class: "fields" },
      noise.root,
      batch.root,
      element("div", { class: "field" }, element("label", { for: "play-seed" }, "Seed"), seed),
    ),
  );

  const activation = menu<ActivationName>(
    "Activation",
    entries(ACTIVATION_CHOICES).map(([name]) => [name, name]),
    (activation) => change({ activation }),
  );
  const loss = menu<LossName>(
    "Loss",
    entries(LOSS_CHOICES).map(([name, { label }]) => [name, label]),
    (loss) => change({ loss }),
  );
  const optimizer = menu<OptimizerName>(
    "Optimizer",
    entries(OPTIMIZER_CHOICES).map(([name, { label }]) => [name, label]),
    (optimizer) => change({ optimizer }),
  );
  const rate = menu("Learning rate λ", numbers(OFFERED.rate), (rate) => change({ rate }));
  const penalty = menu<PenaltyName>(
    "Penalty on weights",
    entries(PENALTY_CHOICES).map(([name, { label }]) => [name, label]),
    (penalty) => change({ penalty }),
  );
  const strength = menu(
    "Its strength",
    numbers(OFFERED.strength),
    (strength) => change({ strength }),
  );
  const how = element(
    "div",
    { class: "panel stack how" },
    element("h3", {}, "How it learns"),
    element(
      "div",
      { class: "fields" },
      speed.root,
      activation.root,
      loss.root,
      optimizer.root,
      rate.root,
      penalty.root,
      strength.root,
    ),
    button("Restore all settings", () => change(DEFAULTS)),
  );
  return {
    data: {
      root: data,
      update: ({ settings }) => {
        for (const { set, choose } of sets) {
          choose.setAttribute("aria-pressed", String(set === settings.set));
        }
        noise.set(settings.noise);
        batch.set(settings.batch);
        if (document.activeElement !== seed) seed.value = String(settings.seed);
      },
    },
    how: {
      root: how,
      update: (state) => {
        const { settings } = state;
        speed.update(state);
        activation.set(settings.activation);
        loss.set(settings.loss);
        optimizer.set(settings.optimizer);
        rate.set(settings.rate);
        penalty.set(settings.penalty);
        strength.set(settings.strength);
        strength.root.hidden = settings.penalty === "none";
      },
    },
  };
}

function entries<Name extends string, T>(table: Readonly<Record<Name, T>>): [Name, T][] {
  return Object.entries(table) as [Name, T][];
}
