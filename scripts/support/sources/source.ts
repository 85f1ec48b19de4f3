import type { Dataset, Fold, InputGroup, TrainAndTest } from "../../../data.ts";
import type { LayerPlan, Loss, Shape } from "../../../engine.ts";
import type { ModelInputs, ModelOutputs } from "../../../formats.ts";

/** What `deno task train` trains on, and for. */
export interface Source {
  /** The name of the data set, or of its file or folder. */
  readonly name: string;
  readonly data: TrainAndTest;
  /** The validation part: training stops once it no longer improves there. */
  readonly validation?: Dataset;
  /** The shape of an example, for layers that take images. */
  readonly shape?: Shape;
  /** How examples became inputs. */
  readonly inputs: ModelInputs;
  /** What the outputs mean. */
  readonly outputs: ModelOutputs;
  /** A table of what the data hold. */
  readonly summary?: string;
  /** The inputs of each column of a table. */
  readonly groups?: readonly InputGroup[];
  /** All records of a table, not yet standardized, for parts of them to be. */
  readonly examples?: () => Examples;
  /** Whether it is what the paper trains on, and is reported as there. */
  readonly isOfPaper?: boolean;
  /** The last layer. */
  readonly output: LayerPlan;
  readonly loss: Loss;
}

/** All records of a table. */
export interface Examples {
  readonly dataset: Dataset;
  /** Standardizes a fold by its own training part. */
  readonly prepare: (fold: Fold) => Fold;
}

/** The flags' defaults for a kind of source. */
export interface Defaults {
  readonly layers: string;
  readonly optimizer: string;
  readonly l2?: string;
  readonly epochs: number;
  /** The epochs without progress on the validation part after which training stops. */
  readonly patience?: number;
}

/** The names of classes that no example is of. */
export function classesWithout(
  { labels }: Pick<Dataset, "labels">,
  names: readonly string[],
): readonly string[] {
  const found = new Set(Array.from(labels ?? []));
  return names.filter((_, label) => !found.has(label));
}
