import { assertEquals, assertStringIncludes } from "@std/assert";
import type { Arithmetic } from "../../../src/core/arithmetic/arithmetic.ts";
import { sum } from "../../../src/core/arithmetic/reductions.ts";
import type { Matrix } from "../../../src/core/matrix/matrix.ts";
import type { LayerKind, LayerOptions } from "../../../src/nn/layers/layer.ts";
import { layerKind } from "../../../src/nn/layers/layer_kind.ts";
import { casesOf } from "../../../src/verify/claims/kind_rule.ts";
import { findInVariants } from "../../../src/verify/ladder/kind_variants.ts";
import { proveKind } from "../../../src/verify/ladder/network_verdicts.ts";

// A backward pass that is wrong in some batches alone, or with options that no sample has.

const SEED = 4;

/** What a backward pass knows. */
interface Asked {
  readonly options: LayerOptions;
  readonly examples: number;
}

/** A factor for each column, whose gradient is a sum where it should be a mean, in some cases. */
function gains(
  samples: readonly object[],
  isWrong: (asked: Asked & { readonly options: Readonly<Record<string, unknown>> }) => boolean,
  check: (options: object) => void = () => {},
): LayerKind {
  const scaled = <T>(m: Arithmetic<T>, x: Matrix<T>, by: Matrix<T>): Matrix<T> => ({
    ...x,
    data: Array.from(x.data, (entry, i) => m.mul(entry, by.data[i % x.columns]!)),
  });
  return layerKind({
    name: "gains",
    outputShape: (options, inputs) => {
      check(options);
      return inputs;
    },
    parameterShapes: (_, [inputs]) => ({ gains: [1, inputs!] }),
    samples: samples as readonly LayerOptions[],
    forward: (m, { parameters: { gains } }, x) => ({
      outputs: scaled(m, x, gains!),
      saved: { x },
    }),
    backward: (m, { options, parameters: { gains } }, { x }, errors) => ({
      inputs: () => scaled(m, errors, gains!),
      parameters: {
        gains: {
          ...gains!,
          data: Array.from(gains!.data, (_, j) => {
            const total = sum(
              m,
              Array.from({ length: errors.rows }, (_, i) => {
                const at = i * errors.columns + j;
                return m.mul(errors.data[at]!, x!.data[at]!);
              }),
            );
            const asked = { options: options as never, examples: errors.rows };
            return isWrong(asked) ? total : m.div(total, m.constant(errors.rows));
          }),
        },
      },
    }),
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

Deno.test("findInVariants() finds nothing in right kinds, nor where a kind refuses an option", () => {
  const right = gains([{ scale: 1, bias: false, mode: "mean" }], () => false);
  assertEquals(found(right), undefined);
  const refusing = gains([{ scale: 1 }], ({ options }) => options.scale !== 1, (options) => {
    if ((options as { readonly scale: number }).scale !== 1) {
      throw new RangeError("scale must be 1");
    }
  });
  assertEquals(found(refusing), undefined);
});
