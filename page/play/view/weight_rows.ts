import { raised } from "../../../src/symbolic/print/name.ts";
import type { Compared } from "../training/difference_check.ts";
import type { CheckedSnapshot, Snapshot } from "../training/snapshot.ts";
import { parameterInWords, type ParameterPlace } from "./words.ts";

/** A parameter of one snapshot. */
export interface Row {
  readonly name: string;
  readonly value: number;
  /** ∂C along it, (61) or (65). */
  readonly slope: number;
  /** The same by finite differences (20); nothing where it was not compared. */
  readonly difference: number | undefined;
  /** What the next step adds. */
  readonly update: number;
}

/** The rows of the table, all of the step that was compared. */
export function rowsOf({ parameters, gradients, updates, check }: CheckedSnapshot): Row[] {
  return parameters.flatMap((layer, l) =>
    Object.entries(layer).flatMap(([name, { data, columns }]) =>
      Array.from(data, (value, index): Row => {
        const place = { layer: l + 1, name, index };
        const found = check.compared.find((each) => isAt(each, place));
        return {
          name: parameterInWords(place, columns),
          value,
          slope: gradients[l]![name]!.data[index]!,
          difference: found?.differences,
          update: updates[l]![name]!.data[index]!,
        };
      })
    )
  );
}

function isAt(one: ParameterPlace, other: ParameterPlace): boolean {
  return one.layer === other.layer && one.name === other.name && one.index === other.index;
}

/** Whether all of its weights and biases were compared, or left out as a kink was too close. */
export function isWhole(checked: CheckedSnapshot): boolean {
  return checked.check.compared.length + checked.check.skipped === parameterCount(checked);
}

/** How many weights and biases a network has. */
export function parameterCount({ parameters }: Snapshot): number {
  return parameters.flatMap((layer) => Object.values(layer)).reduce(
    (n, { data }) => n + data.length,
    0,
  );
}

/** Seven significant digits: enough to see where two numbers part. */
export function digits(x: number | undefined): string {
  if (x === undefined) return "–";
  if (x === 0) return "0";
  const [mantissa, exponent] = x.toExponential(6).split("e");
  const size = Number(exponent);
  const text = size < -3 || size > 5 ? `${mantissa}·10${raised(size)}` : x.toPrecision(7);
  return text.replace("-", "−");
}

/** The two slopes of a parameter that differ most, where their digits show it. */
export function worstInWords(
  name: string,
  { backpropagation, differences }: Pick<Compared, "backpropagation" | "differences">,
  step: number,
): string {
  const [one, other] = [digits(backpropagation), digits(differences)];
  const lead = one === other
    ? `Even the two slopes that differ most, before step ${step}, agree in all digits shown: ${name},`
    : `The largest difference, before step ${step}: ${name},`;
  return `${lead} by backpropagation ${one}, by finite differences ${other}.`;
}
