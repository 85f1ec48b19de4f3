import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  type Activation,
  type Arithmetic,
  dense,
  layer,
  type LayerKind,
  layerKind,
  type LayerOptions,
  linear,
  type Matrix,
  network,
  sumOfSquaredErrors,
  tanh,
} from "../../../engine.ts";
import { sum } from "../../../src/core/arithmetic/reductions.ts";
import { mapEntries } from "../../../src/core/matrix/matrix.ts";
import { rememberMadeOf } from "../../../src/core/support/made_of.ts";
import { sizeOf } from "../../../src/nn/layers/shape.ts";
import { casesOf } from "../../../src/verify/claims/kind_rule.ts";
import { findInVariants } from "../../../src/verify/ladder/kind_variants.ts";
import { proveKind } from "../../../src/verify/ladder/network_verdicts.ts";
import { verifyTraining } from "../../../src/verify/ladder/training_verdicts.ts";
import { verifyGradients } from "../../../src/verify/ladder/verify_gradients.ts";

// A backward pass that is wrong in some batches alone, or with options that no sample has.

const SEED = 4;

/** What a backward pass knows. */
interface Asked {
  readonly options: Readonly<Record<string, unknown>>;
  readonly shape: readonly number[];
  readonly examples: number;
  readonly columns: number;
  /** The column of the gain, from 0. */
  readonly column: number;
  readonly isTraining: boolean;
  readonly isMasked: boolean;
}

const NOTHING = { rows: 0, columns: 0, data: [] };

/** A factor for each column, whose gradient is a sum where it should be a mean, in some cases. */
function gains(
  samples: readonly object[],
  isWrong: (asked: Asked) => boolean,
  check: (options: object) => void = () => {},
  more: Partial<LayerKind> = {},
): LayerKind {
  const scaled = <T>(m: Arithmetic<T>, x: Matrix<T>, by: Matrix<T>): Matrix<T> => ({
    ...x,
    data: Array.from(x.data, (entry, i) => m.mul(entry, by.data[i % by.data.length]!)),
  });
  return layerKind<LayerOptions>({
    ...more,
    name: "gains",
    outputShape: (options, inputs) => {
      check(options);
      return inputs;
    },
    parameterShapes: (_, inputs) => ({ gains: [1, sizeOf(inputs)] }),
    samples: samples as readonly LayerOptions[],
    forward: (m, { parameters: { gains } }, x, { training, mask }) => {
      const outputs = scaled(m, x, gains!), saved = { x, ...(training && { training: NOTHING }) };
      return mask
        ? { outputs: scaled(m, outputs, mask), saved: { ...saved, mask } }
        : { outputs, saved };
    },
    backward: (m, layer, { x, mask, training }, above) => {
      const { options, shape, parameters: { gains } } = layer;
      const errors = mask ? scaled(m, above, mask) : above, { rows, columns } = errors;
      return {
        inputs: () => scaled(m, errors, gains!),
        parameters: {
          gains: {
            ...gains!,
            data: Array.from(gains!.data, (_, column) => {
              const total = sum(
                m,
                Array.from({ length: rows }, (_, i) => {
                  const at = i * columns + column;
                  return m.mul(errors.data[at]!, x!.data[at]!);
                }),
              );
              const is = { isTraining: training !== undefined, isMasked: mask !== undefined };
              const asked = { options: options as never, shape, examples: rows, columns, column };
              return isWrong({ ...asked, ...is }) ? total : m.div(total, m.constant(rows));
            }),
          },
        },
      };
    },
  }) as unknown as LayerKind;
}

const LARGE = 20;

Deno.test("proveKind() refutes a kind that is wrong in large batches, of no size in its source", () => {
  const kind = gains([{}], ({ examples }) => examples > LARGE);
  const { verdict, counterexample } = proveKind(kind, SEED)
    .find(({ verdict }) => verdict !== "proved")!;
  assertEquals(verdict, "refuted");
  assertStringIncludes(counterexample!.where, "in batches of 21");
});

Deno.test("proveKind() refutes a kind that is wrong where a batch and its inputs have some sizes", () => {
  const kind = gains([{}], ({ examples, columns }) => examples === 7 && columns === 5);
  const { verdict, counterexample } = proveKind(kind, SEED)
    .find(({ verdict }) => verdict !== "proved")!;
  assertEquals(verdict, "refuted");
  assertStringIncludes(counterexample!.where, "in batches of 7, inputs of 5");
});

const uncovered: Readonly<Record<string, readonly [LayerKind, option: string]>> = {
  "number": [gains([{ scale: 1 }], ({ options }) => options.scale === 2), "scale 2"],
  "flag": [gains([{ bias: false }], ({ options }) => options.bias === true), "bias true"],
  "text": [
    gains([{ mode: "mean" }], ({ options }) => options.mode === other("sum")),
    'mode "sum"',
  ],
};

/** A text of a helper, beside one in the source of a kind below. */
function other(text: string): string {
  return text;
}

for (const [what, [kind, option]] of Object.entries(uncovered)) {
  Deno.test(`proveKind() does not prove a kind that is wrong with a ${what} that no sample has`, () => {
    // A text has to stand in the source of a kind to be tried.
    const named = what === "text" ? inSource(kind) : kind;
    const { verdict, reason } = proveKind(named, SEED).find(({ verdict }) => verdict !== "proved")!;
    assertEquals(verdict, "undecided");
    assertStringIncludes(reason!, `with the option ${option}, which no sample has, it is wrong`);
  });
}

function inSource(kind: LayerKind): LayerKind {
  return {
    ...kind,
    backward: (m, layer, saved, errors) => {
      if ((layer.options as { readonly mode?: string }).mode === "sum") {
        return kind.backward(m, layer, saved, errors);
      }
      return kind.backward(m, layer, saved, errors);
    },
  };
}

function found(kind: LayerKind) {
  return findInVariants(kind, casesOf(kind)[0]!, SEED);
}

/** With the gradients of a gain of 1 in some cases: what the source of the kind says decides. */
function sizedInSource(isWrong: (errors: Matrix<unknown>) => boolean): LayerKind {
  const kind = gains([{}], () => false);
  const backward: LayerKind["backward"] = (m, layer, saved, errors) => ({
    ...kind.backward(m, layer, saved, errors),
    ...(isWrong(errors) && { inputs: () => errors }),
  });
  rememberMadeOf(backward, isWrong);
  return { ...kind, backward };
}

/** Rounds its factor to float32 on the way back. */
const rounded = layerKind<{ readonly scale: number }>({
  name: "rounded",
  outputShape: (_, inputs) => inputs,
  samples: [{ scale: 2 }],
  forward: (m, { options: { scale } }, x) => ({
    outputs: mapEntries(x, (entry) => m.mul(m.constant(scale), entry)),
    saved: {},
  }),
  backward: (m, { options: { scale } }, _, errors) => ({
    inputs: () => mapEntries(errors, (e) => m.mul(m.constant(Math.fround(scale)), e)),
    parameters: {},
  }),
}) as LayerKind;

const scales = (isWrong: (scale: number) => boolean, scale = 2) =>
  gains([{ scale }], ({ options }) => isWrong(options.scale as number));
const image = { sampleShape: () => [2, 2, 1] };
const drops: Partial<LayerKind> = {
  drawMask: (_, __, rows, [columns]) => ({ rows, columns: columns!, data: [] }),
};

const sizes: Readonly<Record<string, readonly [LayerKind, where: string]>> = {
  "inputs of 20 and more": [gains([{}], ({ columns }) => columns >= LARGE), "inputs of 20"],
  "columns from the 17th on": [gains([{}], ({ column }) => column > 15), "inputs of 17"],
  "inputs of 64": [gains([{}], ({ columns }) => columns === 8 * 8), "inputs of 64"],
  "inputs that the source computes": [
    sizedInSource(({ columns }) => columns === 2 ** 10 + 7),
    "inputs of 1031",
  ],
  "batches of 300": [gains([{}], ({ examples }) => examples === 15 * LARGE), "batches of 300"],
  "batches beyond 512": [gains([{}], ({ examples }) => examples > 512), "batches of 513"],
  "a batch of its source": [sizedInSource(({ rows }) => rows > 1776), "batches of 1777"],
  "many examples of many inputs": [
    gains([{}], ({ examples, columns }) => examples > 8 && columns > 8),
    "batches of 9, inputs of 9",
  ],
  "evaluation": [gains([{}], ({ isTraining }) => !isTraining), "batches of 2, in evaluation"],
  "steps without a mask": [
    gains([{}], ({ isMasked }) => !isMasked, undefined, drops),
    "batches of 2, without a mask",
  ],
};

for (const [what, [kind, where]] of Object.entries(sizes)) {
  Deno.test(`findInVariants() refutes a kind that is wrong in ${what}`, () => {
    const { verdict, counterexample } = found(kind)!;
    assertEquals(verdict, "refuted");
    assert(counterexample!.where.endsWith(where), counterexample!.where);
  });
}

const others: Readonly<Record<string, readonly [LayerKind, what: string]>> = {
  "a large number": [scales((scale) => scale > 5 * LARGE), "the option scale 101"],
  "a negative number": [scales((scale) => scale < 0), "the option scale -2"],
  "a number that is not whole": [scales((scale) => scale % 1 !== 0), "the option scale 2.5"],
  "0": [scales((scale) => scale === 0), "the option scale 0"],
  "a rate near 1": [
    gains([{ rate: 0.5 }], ({ options }) => options.rate as number > 0.9, (options) => {
      if (!((options as { readonly rate: number }).rate < 1)) throw new RangeError("rate below 1");
    }),
    "the option rate 0.98",
  ],
  "a number inside": [
    gains([{ at: { left: 1 } }], ({ options }) => (options.at as { left: number }).left > 1),
    'the option at {"left":2}',
  ],
  "a longer list": [
    gains([{ rates: [1, 2] }], ({ options }) => (options.rates as number[]).length > 2),
    "the option rates [1,2,1,2]",
  ],
  "an activation": [
    gains([{ f: tanh }], ({ options }) => (options.f as Activation).name === "elu"),
    'the option f {"initializer":',
  ],
  "an option that no sample gives": [
    gains([{}], ({ options }) => (options.bias ?? false) === true),
    "the option bias true",
  ],
  "an option that it looks for": [
    gains([{}], ({ options }) => "bias" in options),
    "the option bias true",
  ],
  "a number that is rounded": [rounded, "the option scale "],
  "an option left out": [
    gains([{ limit: 3 }], ({ options }) => options.limit === undefined),
    "the option limit undefined",
  ],
  "two flags at once": [
    gains(
      [{ a: false, b: false }, { a: true, b: false }, { a: false, b: true }],
      ({ options: { a, b } }) => a === true && b === true,
    ),
    "the option a true, b true",
  ],
  "an option in wide inputs": [
    gains([{ scale: 1 }], ({ options, columns }) => options.scale === 2 && columns > 8),
    "the option scale 2",
  ],
  "inputs of three sides": [
    gains([{}], ({ shape }) => shape.length === 3),
    "inputs of 2×2×2",
  ],
  "images that are no squares": [
    gains([{}], ({ shape: [height, width] }) => height !== width, undefined, image),
    "inputs of 1×2×1",
  ],
};

for (const [what, [kind, described]] of Object.entries(others)) {
  Deno.test(`findInVariants() leaves a kind undecided that is wrong with ${what}`, () => {
    const { verdict, reason } = found(kind)!;
    assertEquals(verdict, "undecided");
    assertStringIncludes(reason!, `with ${described}`);
    assertStringIncludes(reason!, ", which no sample has, it is wrong: by ");
  });
}

Deno.test("findInVariants() finds nothing in right kinds, nor where a kind refuses an option", () => {
  const samples = [{ scale: 1, bias: false, mode: "mean", rates: [1], at: { left: 0.5 }, f: tanh }];
  assertEquals(found(gains(samples, () => false)), undefined);
  assertEquals(found(gains([{}], ({ options }) => options.bias === 7)), undefined);
  assertEquals(found(gains([{}], () => false, undefined, { ...image, ...drops })), undefined);
  for (const Refusal of [RangeError, TypeError, Error]) {
    const refusing = gains([{ scale: 1 }], ({ options }) => options.scale !== 1, (options) => {
      if ((options as { readonly scale: number }).scale !== 1) throw new Refusal("scale must be 1");
    });
    assertEquals(found(refusing), undefined);
  }
  // Outputs that do not fit are refused by the engine.
  const firstTwo = layerKind<Record<never, never>>({
    name: "firstTwo",
    outputShape: () => [2],
    samples: [{}],
    sampleShape: () => [4],
    forward: (_, __, { rows, columns, data }) => ({
      outputs: {
        ...{ rows, columns: columns / 2 },
        data: Array.from(data).filter((_, i) => i % columns < columns / 2),
      },
      saved: {},
    }),
    backward: (m, _, __, { rows, columns, data }) => ({
      inputs: () => ({
        ...{ rows, columns: 2 * columns },
        data: Array.from(data).flatMap((e, i) =>
          i % columns === columns - 1 ? [e, ...Array<typeof e>(2).fill(m.zero)] : [e]
        ),
      }),
      parameters: {},
    }),
  }) as LayerKind;
  assertEquals(found(firstTwo), undefined);
});

Deno.test("a network with a kind that is wrong in large batches is refuted, and a training of it", () => {
  const kind = gains([{}], ({ examples }) => examples >= 15 * LARGE);
  const layers = [dense(12, tanh), layer(kind, {}, { activation: tanh }), dense(2, linear)];
  const net = network({ inputs: 4, layers, seed: 1 }), loss = sumOfSquaredErrors;
  const { verdicts } = verifyGradients({ network: net, losses: [loss], seed: SEED });
  const refuted = verdicts.find(({ verdict }) => verdict === "refuted")!;
  assertStringIncludes(refuted.counterexample!.where, "in batches of 300");
  const training = verifyTraining({ inputs: 4, layers: net.layers, loss }, SEED).verdicts;
  assertEquals(training.filter(({ verdict }) => verdict === "refuted").length, 2);
});
