import {
  type Activation,
  activationNamed,
  ACTIVATIONS,
  averagePool2d,
  batchNorm,
  conv2d,
  dense,
  globalAveragePool,
  KINDS,
  layerNorm,
  type LayerPlan,
  maxPool2d,
  type Padding,
} from "../../engine.ts";
import { UsageError } from "./command.ts";
import { wrapped } from "./table.ts";

/** The section of `--help`. */
export const LAYERS_HELP = `
  --layers LIST        hidden layers, commas between them   [32:tanh,16:tanh]
                       UNITS:ACTIVATION
                       conv(FILTERS,SIZE):ACTIVATION
                       maxPool(SIZE), averagePool(SIZE), globalAveragePool()
                       batchNorm(), layerNorm()
                       a stride may follow a size, then the word same:
                       conv(16,3,2,same):relu
                       activations:
${wrapped(Object.keys(ACTIVATIONS), 25)}
`.slice(1, -1);

/** The hidden layers of a flag. */
export interface HiddenLayers {
  readonly plans: readonly LayerPlan[];
  /** Whether they take images instead of rows. */
  readonly ofImages: boolean;
}

/** A layer as it was written: `conv(16,3,same):relu`. */
interface Written {
  /** Numbers in parentheses, in their order. */
  readonly numbers: readonly number[];
  /** The word `same`, if it stands behind them. */
  readonly padding: Padding;
  readonly activation: Activation | undefined;
}

/** How many numbers a layer takes, whether it has windows and needs an activation, and its plan. */
interface Form {
  readonly numbers: readonly [least: number, most: number];
  readonly windows?: boolean;
  readonly activated?: boolean;
  readonly plan: (written: Written & { readonly activation: Activation }) => LayerPlan;
}

const FORMS: Readonly<Record<string, Form>> = {
  conv: {
    ...{ numbers: [2, 3], windows: true, activated: true },
    plan: ({ numbers: [filters, size, stride = 1], padding, activation }) =>
      conv2d(filters!, size!, activation, { stride, padding }),
  },
  maxPool: {
    ...{ numbers: [1, 2], windows: true },
    plan: ({ numbers: [size, stride = size!], padding }) => maxPool2d(size!, { stride, padding }),
  },
  averagePool: {
    ...{ numbers: [1, 2], windows: true },
    plan: ({ numbers: [size, stride = size!], padding }) =>
      averagePool2d(size!, { stride, padding }),
  },
  globalAveragePool: { numbers: [0, 0], windows: true, plan: () => globalAveragePool() },
  batchNorm: { numbers: [0, 0], plan: () => batchNorm() },
  layerNorm: { numbers: [0, 0], plan: () => layerNorm() },
};

/**
 * Parses `conv(8,3):relu,maxPool(2),32:tanh`; an empty string means no hidden layers.
 *
 * @param dropout The share of the outputs of each dense layer that a step drops.
 */
export function hiddenLayersOf(text: string, dropout: number): HiddenLayers {
  // Commas inside of parentheses separate numbers.
  const parts = text.trim() === "" ? [] : text.split(/,(?![^()]*\))/);
  const plans = parts.map((part) => planOf(part.trim(), dropout));
  if (dropout > 0 && !plans.some(({ kind }) => kind === KINDS.dense)) {
    throw new UsageError(
      `--dropout needs a hidden dense layer, but found ${text.trim() || "no hidden layer"}`,
    );
  }
  return { plans, ofImages: parts.some((part) => FORMS[nameIn(part)]?.windows) };
}

function planOf(part: string, dropout: number): LayerPlan {
  const [, units, name, inside = "", f] =
    /^(?:([1-9]\d{0,6})|(\w+)\(([^()]*)\))\s*(?::(.+))?$/.exec(part) ?? [];
  const activation = f === undefined ? undefined : activationNamed(f.trim());
  const isKnown = f === undefined || activation !== undefined;
  if (isKnown && units !== undefined && activation) {
    return dense(Number(units), activation, { dropout });
  }
  const form = Object.hasOwn(FORMS, name ?? "") ? FORMS[name!]! : undefined;
  const words = inside.trim() === "" ? [] : inside.split(",").map((word) => word.trim());
  const isSame = form?.windows === true && words.at(-1) === "same";
  const numbers = (isSame ? words.slice(0, -1) : words).map((word) => {
    return /^[1-9]\d{0,6}$/.test(word) ? Number(word) : NaN;
  });
  const [least, most] = form?.numbers ?? [0, -1];
  const isWritten = numbers.length >= least && numbers.length <= most && !numbers.includes(NaN);
  if (form && isKnown && isWritten && (form.activated ?? false) === (activation !== undefined)) {
    const padding = isSame ? "same" : "valid";
    return form.plan({ numbers, padding, activation: activation! });
  }
  throw new UsageError(
    `--layers must be a comma-separated list of units:activation, such as 32:tanh,16:relu, ` +
      `or of ${Object.keys(FORMS).join(", ")}, such as conv(8,3):relu,maxPool(2), ` +
      `with activations ${Object.keys(ACTIVATIONS).join(", ")}, but found ${part}`,
  );
}

function nameIn(part: string): string {
  return /^\s*(\w*)/.exec(part)![1]!;
}
