import type { Parameters } from "../../../engine.ts";
import type { ActivationName, LossName } from "../state/choices.ts";
import { ACTIVATION_CHOICES, LOSS_CHOICES } from "../state/choices.ts";
import {
  derivative,
  fraction,
  index,
  indices,
  inParentheses,
  link,
  named,
  row,
  sign,
  squared,
  value,
  variable,
} from "./mathml.ts";
import type { LayerPass, PointPass } from "./point_pass.ts";
import type { WalkStep } from "./steps.ts";

/** A line of a calculation: pieces of MathML, between which it may break. */
export type Line = readonly string[];

/** What the numbers of a step depend on beside the pass. */
export interface Filling {
  readonly activation: ActivationName;
  readonly loss: LossName;
  /** The unit of the step's layer that is calculated, from 0. */
  readonly unit: number;
  /** What the next step adds to the parameters. */
  readonly updates?: readonly Parameters[] | undefined;
}

/** The calculation of a step for one unit, with the numbers of a pass filled in. */
export function filledLines(pass: PointPass, step: WalkStep, filling: Filling): readonly Line[] {
  const { kind, layer } = step, { unit } = filling, at = pass.layers[layer - 1];
  if (at === undefined) return pointLines(pass);
  const below = layer === 1 ? pass.inputs : pass.layers[layer - 2]!.a;
  switch (kind) {
    case "forward":
      return forwardLines(at, below, layer, filling, layer === pass.layers.length);
    case "loss":
      return [lossLine(pass, filling)];
    case "output errors":
      return [outputErrorLine(pass, at, layer, filling)];
    case "hidden errors":
      return [hiddenErrorLine(pass, at, layer, filling)];
    case "weights":
      return below.map((a, k) => [
        equals(
          derivative("L", variable("w", index(layer), indices(unit + 1, k + 1))),
          row(
            variable("δ", index(layer), index(unit + 1)),
            variable("a", index(layer - 1), index(k + 1)),
          ),
        ),
        equals("", times(value(at.errors[unit]!, true), value(a, true))),
        equals("", value(at.weightGradient[unit]![k]!)),
      ]);
    case "biases":
      return [[
        equals(
          derivative("L", variable("b", index(layer), index(unit + 1))),
          variable("δ", index(layer), index(unit + 1)),
        ),
        equals("", value(at.biasGradient[unit]!)),
      ]];
    case "update":
      return updateLines(at, layer, filling);
    default:
      return [];
  }
}

/** (66): the weights of one unit and what the next step adds to them. */
function updateLines({ weights }: LayerPass, layer: number, { unit, updates }: Filling): Line[] {
  const added = updates?.[layer - 1]?.weights;
  return added === undefined ? [] : weights[unit]!.map((w, k) => {
    const name = variable("w", index(layer), indices(unit + 1, k + 1));
    const sum = row(value(w), sign("+"), value(added.data[unit * added.columns + k]!, true));
    return [row(name, sign("←"), sum)];
  });
}

function pointLines({ inputs, targets }: PointPass): Line[] {
  return [[
    ...inputs.map((x, i) => equals(variable("a", index(0), index(i + 1)), value(x))),
    ...targets.map((y, i) =>
      equals(variable("y", "", targets.length > 1 ? index(i + 1) : ""), value(y))
    ),
  ]];
}

/** (3) and (4) of one unit. */
function forwardLines(
  { weights, biases, z, a, slopes }: LayerPass,
  below: readonly number[],
  layer: number,
  { unit, activation, loss }: Filling,
  isLast: boolean,
): Line[] {
  const terms = weights[unit]!.map((w, k) => times(value(w, true), value(below[k]!, true)));
  const f = isLast ? LOSS_CHOICES[loss].activation : ACTIVATION_CHOICES[activation];
  const arguments_ = slopes ? value(z[unit]!) : row(...z.flatMap((x, j) => {
    return j === 0 ? [value(x)] : [sign(","), value(x)];
  }));
  const applied = row(named(f.name), sign("\u2061"), inParentheses(arguments_));
  return [
    [
      equals(variable("z", index(layer), index(unit + 1)), terms[0]!),
      ...terms.slice(1).map((term) => row(link("+"), term)),
      row(link("+"), value(biases[unit]!, true)),
      equals("", value(z[unit]!)),
    ],
    [
      equals(
        variable("a", index(layer), index(unit + 1)),
        slopes ? applied : row(applied, index(unit + 1)),
      ),
      equals("", value(a[unit]!)),
    ],
  ];
}

/** The loss of the point: the logarithm of what the right answer was given, or the half square. */
function lossLine({ layers, targets, loss }: PointPass, { loss: name }: Filling): Line {
  const outputs = layers.at(-1)!.a, right = targets.indexOf(1);
  const half = row(fraction(value(1), value(2)), sign("·"));
  const terms = name === "squared"
    ? row(
      half,
      squared(row(value(targets[0]!), sign("−"), value(outputs[0]!))),
    )
    : row(
      sign("−"),
      named("log"),
      sign("\u2061"),
      inParentheses(
        right >= 0 ? value(outputs[right]!) : row(value(1), sign("−"), value(outputs[0]!)),
      ),
    );
  return [equals(variable("L"), terms), equals("", value(loss))];
}

/** (22) of one output, which is a − y where loss and activation are a pair, as in (32). */
function outputErrorLine(
  pass: PointPass,
  at: LayerPass,
  layer: number,
  { unit, loss }: Filling,
): Line {
  const error = variable("δ", index(layer), index(unit + 1)), along = pass.lossGradient[unit]!;
  // Where the answer is as good as 0 or 1, the two slopes cannot be told; their product can.
  const product = at.slopes === undefined || !Number.isFinite(along) ? [] : [
    equals("", derivative("L", variable("a"))),
    row(link("·"), slope(LOSS_CHOICES[loss].activation.name, at.z[unit]!)),
    equals("", times(value(along, true), value(at.slopes[unit]!, true))),
  ];
  const lower = at.a.length > 1 ? index(unit + 1) : "";
  const difference = !pass.isPair ? [] : [
    equals("", row(variable("a", "", lower), sign("−"), variable("y", "", lower))),
    equals("", row(value(at.a[unit]!), sign("−"), value(pass.targets[unit]!))),
  ];
  return [error, ...product, ...difference, equals("", value(at.errors[unit]!))];
}

/** (41) of one unit: the errors above, each times its weight, times f′. */
function hiddenErrorLine(
  pass: PointPass,
  at: LayerPass,
  layer: number,
  { unit, activation }: Filling,
): Line {
  const above = pass.layers[layer]!;
  const terms = above.errors.map((error, j) => {
    return times(value(error, true), value(above.weights[j]![unit]!, true));
  });
  const [open, close] = terms.length > 1 ? [sign("("), sign(")")] : ["", ""];
  return [
    equals(variable("δ", index(layer), index(unit + 1)), row(open, terms[0]!)),
    ...terms.slice(1).map((term) => row(link("+"), term)),
    row(close, link("·"), slope(ACTIVATION_CHOICES[activation].name, at.z[unit]!)),
    equals("", times(value(at.carried![unit]!, true), value(at.slopes![unit]!, true))),
    equals("", value(at.errors[unit]!)),
  ];
}

/** f′ of a unit's sum, such as tanh′(−1.07). */
function slope(name: string, z: number): string {
  return row(named(name), sign("′"), inParentheses(value(z)));
}

function times(left: string, right: string): string {
  return row(left, sign("·"), right);
}

function equals(left: string, right: string): string {
  return row(left, link("="), right);
}
