import { areWithin, type Inputs, type Matrix, placeOf } from "../core/matrix/matrix.ts";
import type { Network } from "../engine/network.ts";
import { layersOf, parameterList } from "../engine/parameters.ts";

/** The least number that rounds to infinity: half a step beyond the largest float32. */
const BEYOND = 2 ** 128 - 2 ** 103;

/** Throws a RangeError, which names the executor, if a number in a matrix is too large for float32. */
export function checkFloat32(value: Inputs | Matrix, name: string, executor: string): void {
  const { columns, data } = value;
  const scale = "scale" in value ? value.scale : 1;
  if (data instanceof Uint8Array && Math.abs(255 * scale) < BEYOND) return;
  // Executors are given finite numbers, and parameters are finite.
  if (data instanceof Float32Array && scale === 1) return;
  if (scale === 1 && areWithin(data, BEYOND)) return;
  for (let index = 0; index < data.length; index++) {
    const entry = data[index]! * scale;
    if (Math.abs(entry) < BEYOND) continue;
    const place = placeOf(index, columns);
    throw new RangeError(
      `${name} must lie within float32, in which the ${executor} executor computes, ` +
        `but found ${entry} in ${place}; executor: "reference" computes in float64`,
    );
  }
}

/** Throws a RangeError if a parameter of a network is too large for float32. */
export function checkParametersFloat32(network: Network, executor: string): void {
  for (const { l, name, matrix } of parameterList(layersOf(network))) {
    checkFloat32(matrix, `${name} of layer ${l + 1}`, executor);
  }
}
