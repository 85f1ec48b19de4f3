import type { Hdf5File } from "../hdf5.ts";
import { arraysOfLayer } from "./arrays.ts";
import type { ArraysOf } from "./read_network.ts";

/**
 * The arrays of a legacy file, which have their names: `model_weights/dense/…/kernel:0`.
 */
export function arraysByName({ arraysBelow }: Hdf5File): ArraysOf {
  return (node, wanted) => {
    if (wanted.length === 0) return {};
    const all = arraysBelow(`model_weights/${node.name}`);
    return arraysOfLayer(node.name, wanted, ({ name }) => {
      return all.find(({ path }) => path.split("/").at(-1)!.replace(/:\d+$/, "") === name);
    });
  };
}

/**
 * The arrays of a file of Keras 3, which have numbers in their order: `layers/dense_1/vars/0`. Layers
 * have the names of their classes there.
 */
export function arraysByNumber({ array }: Hdf5File): ArraysOf {
  return (node, wanted) => {
    const word = snakeCase(node.className);
    const numbered = node.number === 0 ? word : `${word}_${node.number}`;
    const places = ["layers", "_layer_checkpoint_dependencies"].flatMap((group) =>
      [numbered, node.name].flatMap((name) =>
        ["vars", "cell/vars"].map((vars) => `${group}/${name}/${vars}`)
      )
    );
    const place = places.find((path) => array(`${path}/0`) !== undefined);
    return arraysOfLayer(node.name, wanted, (_, i) => array(`${place ?? places[0]}/${i}`));
  };
}

/** The words of a class as Keras writes them: `BatchNormalization` is `batch_normalization`. */
function snakeCase(className: string): string {
  return className.replace(/\W+/g, "").replace(/(.)([A-Z][a-z]+)/g, "$1_$2")
    .replace(/([a-z])([A-Z])/g, "$1_$2").toLowerCase();
}
