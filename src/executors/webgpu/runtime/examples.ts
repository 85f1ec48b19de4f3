import type { Inputs, Matrix } from "../../../core/matrix/matrix.ts";
import type { Batch } from "../../../engine/cost.ts";
import { BYTES, type ExamplePlaces } from "../programs/memory.ts";

/** The words of some examples: bytes behind their values, or numbers; then targets, then weights. */
export function exampleWords(
  places: ExamplePlaces,
  { inputs, targets, weights }: Batch,
): Uint32Array<ArrayBuffer> {
  const words = new Uint32Array(places.words), numbers = new Float32Array(words.buffer);
  const { at, areBytes } = places.inputs;
  if (areBytes && "scale" in inputs) {
    for (let byte = 0; byte < BYTES; byte++) numbers[at + byte] = byte * inputs.scale;
    new Uint8Array(words.buffer, (at + BYTES) * 4).set(inputs.data);
  } else {
    writeNumbers(numbers, at, inputs);
  }
  writeNumbers(numbers, places.targets.at, targets);
  if (weights) numbers.set(weights, places.weights!.at);
  return words;
}

/** Writes a matrix, or bytes times their scale. */
export function writeNumbers(numbers: Float32Array, at: number, matrix: Inputs | Matrix): void {
  const { data } = matrix, scale = "scale" in matrix ? matrix.scale : 1;
  if (scale === 1) numbers.set(data, at);
  else for (let i = 0; i < data.length; i++) numbers[at + i] = data[i]! * scale;
}
