import { join } from "@std/path";
import type { Dataset } from "../../data.ts";
import { deriveKey, randomKey, uniform } from "../../src/core/random/random.ts";
import { orderOf } from "../../src/data/batches.ts";
import { entriesOf, layersOf } from "../../src/engine/parameters.ts";
import { drawNetwork } from "./networks.ts";
import {
  type ExamplesFile,
  type ImageShape,
  type LayerShape,
  type NetworkFile,
  placed,
  type TrainWork,
} from "./work.ts";

/** Writes the files that contenders read, each once. */
export class Files {
  readonly #folder: string;
  readonly #written = new Map<string, string>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Examples of classes: bytes stay bytes, numbers become float32. */
  examples(name: string, { inputs, labels }: Dataset): ExamplesFile {
    const bytes = "scale" in inputs;
    return {
      format: bytes ? "bytes" : "float32",
      inputs: this.#write(
        `${name}-inputs`,
        () => bytes ? inputs.data : Float32Array.from(inputs.data),
      ),
      labels: this.#write(`${name}-labels`, () => Uint8Array.from(labels!)),
    };
  }

  /** A network with parameters drawn as `network` draws them, rounded to float32. */
  network(image: ImageShape, layers: readonly LayerShape[]): NetworkFile {
    const name = [image.join("x"), ...layers.map((layer) => Object.values(layer).join(""))];
    const parameters = this.#write(name.join("-"), () => {
      return Float32Array.from(entriesOf(layersOf(drawNetwork(image, layers, SEED))));
    });
    const inputs = image.reduce((product, size) => product * size);
    return { inputs, layers: placed(image, layers), parameters };
  }

  /** The training from parameters each of which is rounded to one of its neighbours, or left as it is. */
  moved(work: TrainWork, start: number): TrainWork {
    const { network } = work;
    const parameters = this.#write(`${network.parameters.split(/[\\/]/).at(-1)}-${start}`, () => {
      const numbers = new Float32Array(Deno.readFileSync(network.parameters).buffer);
      const drawn = uniform(deriveKey(randomKey(SEED), start), numbers.length, -1, 1);
      return numbers.map((value, i) => value * (1 + drawn[i]! * EPSILON));
    });
    return { ...work, network: { ...network, parameters } };
  }

  /** The order in which `fit` takes the examples in each epoch. */
  order(seed: number, examples: number, epochs: number): string {
    return this.#write(`order-${seed}-${examples}-${epochs}`, () => {
      const order = new Uint32Array(examples * epochs);
      for (let epoch = 1; epoch <= epochs; epoch++) {
        order.set(orderOf(randomKey(seed), epoch, examples), (epoch - 1) * examples);
      }
      return order;
    });
  }

  /** Float32 numbers drawn from [−1, 1). */
  numbers(seed: number, length: number): string {
    const draw = () => Float32Array.from(uniform(randomKey(seed), length, -1, 1));
    return this.#write(`numbers-${seed}-${length}`, draw);
  }

  #write(name: string, content: () => Uint8Array | Float32Array | Uint32Array): string {
    const known = this.#written.get(name);
    if (known !== undefined) return known;
    const file = join(this.#folder, name);
    const { buffer, byteOffset, byteLength } = content();
    Deno.writeFileSync(file, new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength));
    this.#written.set(name, file);
    return file;
  }
}

/** The distance from 1 to the next float32. */
const EPSILON = 2 ** -23;

/** The seed of the parameters of all networks. */
const SEED = 42;
