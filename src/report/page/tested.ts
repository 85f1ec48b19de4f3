import { float64 } from "../../core/arithmetic/float64.ts";
import type { Matrix } from "../../core/matrix/matrix.ts";
import { decide, labelsOf } from "../../metrics/decide.ts";
import { activate } from "../../nn/activations/activation.ts";
import { sigmoid } from "../../nn/activations/sigmoid.ts";
import { softmax } from "../../nn/activations/softmax.ts";
import { predict } from "../../train/predict.ts";
import type { ReportData } from "../record/report_data.ts";

/** What a network says of the examples to test with. */
export interface Tested {
  /** Its outputs (examples × outputs), probabilities where the task has any. */
  readonly outputs: Matrix;
  /** What they should be. */
  readonly targets: Matrix;
  /** The classes, where an example is of one. */
  readonly classes?: TestedClasses;
}

/** True and decided classes. */
export interface TestedClasses {
  readonly true: ArrayLike<number>;
  readonly decided: ArrayLike<number>;
  /** The probability of a class for an example. */
  readonly probability: (example: number, label: number) => number;
}

/** Runs the network on the examples to test with. */
export async function testedOn(
  { network, test, outputs: meaning, executor = "wasm" }: ReportData,
): Promise<Tested> {
  const { activation, task, threshold = 0.5 } = meaning, { targets } = test;
  const raw = await predict(network, test.inputs, { executor });
  const outputs = activation === undefined
    ? raw
    : activate(float64, activation === "softmax" ? softmax : sigmoid, raw);
  if (task !== "classification") return { outputs, targets };
  const { columns, data } = outputs;
  return {
    outputs,
    targets,
    classes: {
      true: labelsOf(targets),
      decided: columns === 1 ? decide(outputs, { threshold }).data : labelsOf(outputs),
      probability: (example, label) => {
        if (columns > 1) return data[example * columns + label]!;
        return label === 1 ? data[example]! : 1 - data[example]!;
      },
    },
  };
}
