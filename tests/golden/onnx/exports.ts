import {
  activation,
  ACTIVATIONS,
  celu,
  dense,
  elu,
  KINDS,
  layer,
  type LayerKind,
  type LayerPlan,
  leakyRelu,
  linear,
  type Network,
  network,
  relu,
  residual,
  softmax,
  tanh,
} from "../../../engine.ts";
import { csvGenerator } from "../../../data.ts";
import { mapParameters } from "../../../src/engine/parameters.ts";
import { sha256 } from "../../../src/data/sha256.ts";
import type { FileContent } from "../../../src/formats/codec.ts";
import { graphOf } from "../../../src/formats/onnx/encode.ts";
import { sampleShapeOf } from "../../../src/nn/layers/layer.ts";

/** Parameters that are float32, none of them 0 or 1, and variances that are positive. */
function filled(network: Network): Network {
  let seed = 1;
  const next = () => Math.fround((seed = seed * 16807 % 2147483647) / 2147483647 - 0.5);
  const data = ({ data }: { readonly data: ArrayLike<number> }, add: number) => {
    return Float64Array.from(data, () => Math.fround(next() + add));
  };
  return mapParameters(
    network,
    (matrix) => Object.freeze({ ...matrix, data: data(matrix, 0) }),
    (matrix) => Object.freeze({ ...matrix, data: data(matrix, 1) }),
  );
}

function networkOf(inputs: number | readonly number[], ...layers: readonly LayerPlan[]): Network {
  return filled(network({ inputs, layers }));
}

const kinds = Object.values(KINDS) as unknown as LayerKind[];
const layers = kinds.flatMap((kind) =>
  kind.samples.map((options): readonly [string, FileContent] => {
    const above = kind.drawMask ? [activation(tanh)] : [];
    const inputs = sampleShapeOf(kind, options);
    const { name } = kind, what = `${name} ${JSON.stringify(options)}`;
    return [what, { network: networkOf(inputs, layer(kind, options), ...above) }];
  })
);
const all = [...Object.values(ACTIVATIONS), elu({ alpha: 1.5 }), celu({ alpha: 0.5 })];
const functions = [...all, leakyRelu({ slope: 0.2 })].map((f): readonly [string, FileContent] => {
  return [f.name, { network: networkOf(3, dense(4, f), dense(2, linear)) }];
});

const TABLE = "size,colour,price\n1,red,10\n3,blue,30\n,red,20\n";
const encodingOf = (text: string, missing: readonly string[] = []) => {
  const options = { target: "price", fill: "mean", validation: 0, test: 0, missing } as const;
  return csvGenerator(text, options).encoding;
};
const prices = { task: "regression", names: ["price"], scale: { means: [9], deviations: [4] } };

/** A model of each kind of layer, activation, inputs and outputs, by name. */
export const EXPORTS: Readonly<Record<string, FileContent>> = Object.fromEntries(
  [
    ...layers,
    ...functions,
    ["convolutions", {
      network: networkOf(
        [5, 6, 2],
        layer(KINDS.conv2d, conv(3, 2, "same"), { activation: relu }),
        layer(KINDS.batchNorm, { epsilon: 0.01, momentum: 0.1 }),
        layer(KINDS.convTranspose2d, conv(1, 3, "valid"), { activation: softmax }),
        dense(2, linear),
      ),
    }],
    ["around images", {
      network: networkOf([3, 3, 2], residual([layer(KINDS.conv2d, conv(2, 1, "same"))])),
    }],
    ["numbers", {
      network: networkOf(2, dense(3, linear)),
      inputs: { kind: "numbers", size: 2, scale: { means: [1, 2], deviations: [3, 4] } },
      outputs: { task: "classification", names: ["a", "b", "c"], activation: "softmax" },
    }],
    ["image", {
      network: networkOf(12, dense(1, linear)),
      inputs: { kind: "image", width: 2, height: 2, colour: "rgb" },
      outputs: { task: "classification", names: ["no", "yes"], activation: "sigmoid" },
    }],
    ["table of numbers", {
      network: networkOf(2, dense(1, tanh)),
      inputs: { kind: "table", encoding: encodingOf(TABLE.replace(/red|blue/g, "7")) },
      outputs: prices,
    }],
    // An example of run_exports.ts has the size 2.
    ["table of codes", {
      network: networkOf(2, dense(1, tanh)),
      inputs: {
        ...{ kind: "table" },
        encoding: encodingOf("size,colour,price\n1,7,10\n9,7,30\n2,7,20\n", ["-999", "NA", "2"]),
      },
      outputs: prices,
    }],
    ["table", {
      network: networkOf(3, dense(1, tanh)),
      inputs: { kind: "table", encoding: encodingOf(TABLE) },
      outputs: prices,
    }],
  ] as readonly (readonly [string, FileContent])[],
);

function conv(filters: number, stride: number, padding: "same" | "valid") {
  return { filters, kernelSize: [3, 2], stride: [stride, 1], padding } as const;
}

/** The digest of a graph, whatever the file says beside it. */
export async function digestOf(content: FileContent): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(graphOf(content)));
  return (await sha256(bytes)).slice(0, 16);
}
