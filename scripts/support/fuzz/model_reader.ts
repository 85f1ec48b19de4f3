import { csvGenerator } from "../../../data.ts";
import { dense, matrix, network, softmax, tanh } from "../../../engine.ts";
import {
  decodeModel,
  encodeModel,
  type Example,
  familiarityOf,
  type Model,
  model,
} from "../../../formats.ts";
import type { Reader } from "./fuzz.ts";
import { mutateJsonFile } from "./mutate.ts";

const TABLE = "size,colour,price\n1,red,10\n2.5,blue,30\n?,red,20\n";

/** Models of each kind of inputs and outputs, with all that one may hold. */
function models(): readonly Model[] {
  const net = (inputs: number) =>
    network({ inputs, layers: [dense(2, tanh), dense(2, softmax)], seed: 1 });
  const classes = { task: "classification", names: ["no", "yes"] } as const;
  const { encoding } = csvGenerator(TABLE, {
    ...{ target: "colour", missing: ["?"], fill: "median", validation: 0, test: 0 },
  });
  const tiny = { kind: "image", width: 2, height: 1, colour: "rgba", fitting: "pad" } as const;
  return [
    model({
      network: net(2),
      inputs: { kind: "numbers", size: 2, scale: { means: [1, 2], deviations: [1, 3] } },
      outputs: classes,
      familiarity: familiarityOf(matrix([[0, 1], [1, 0]])),
      training: { loss: "categoricalCrossEntropy", epochs: 5 },
    }),
    model({ network: net(encoding.inputs.length), inputs: { kind: "table", encoding } }),
    model({
      network: net(8),
      inputs: { ...tiny, background: 255, scale: 0.01, resizing: "bilinear" },
      outputs: { task: "labels", names: ["a", "b"] },
    }),
  ];
}

/** An example as the files above take it. */
const EXAMPLES: Readonly<Record<Model["inputs"]["kind"], Example>> = {
  numbers: [1, 2],
  table: { size: null, colour: "red", price: "20" },
  image: { width: 1, height: 2, data: [7, 250] },
};

/** The reader of whole models, which must predict, too. */
export async function modelReader(): Promise<Reader> {
  return {
    name: "model",
    files: await Promise.all(models().map((each) => encodeModel(each, { format: "network" }))),
    mutate: mutateJsonFile,
    read: async (bytes) => {
      const read = await decodeModel(bytes);
      // The reference is deterministic and compiles nothing.
      await read.predict([EXAMPLES[read.inputs.kind]], { executor: "reference" });
    },
  };
}
