import { describe } from "../../core/support/describe.ts";
import type { Hdf5File } from "../hdf5.ts";
import { arraysOfLayer } from "./arrays.ts";
import type { KerasNode } from "./nodes.ts";
import type { ArraysOf } from "./read_network.ts";

/** Arrays that change nothing: how many examples a normalization saw, and seeds of dropout. */
const IGNORED: readonly string[] = ["count", "seed_generator_state"];

/**
 * The arrays of a legacy file, which have their names: `model_weights/dense/…/kernel:0`, those of a
 * model within the whole one `model_weights/features/…/dense/kernel`.
 */
export function arraysByName({ arraysBelow }: Hdf5File): ArraysOf {
  return (node, wanted) => {
    if (wanted.length === 0) return {};
    const [top = node] = node.within ?? [];
    const own = arraysBelow(`model_weights/${top.name}`).flatMap((array) => {
      const [last, ...others] = array.path.split("/").slice(2).reverse();
      const isOwn = top === node || others.includes(node.name);
      return isOwn ? [{ ...array, name: last!.replace(/:\d+$/, "") }] : [];
    });
    const other = own.find(({ name }) => {
      return !IGNORED.includes(name) && !wanted.some((array) => array.name === name);
    });
    if (other === undefined) {
      return arraysOfLayer(
        node.name,
        wanted,
        (array) => own.find(({ name }) => name === array.name),
      );
    }
    throw new RangeError(
      `layer ${describe(node.name)} has the array ${
        describe(other.name)
      }, which is not understood: ` +
        "save the model as .keras",
    );
  };
}

/**
 * The arrays of a file of Keras 3, which have numbers in their order: `layers/dense_1/vars/0`, those of a
 * model within the whole one `layers/sequential/layers/dense/vars/0`. Layers have the names of their
 * classes there.
 */
export function arraysByNumber({ array }: Hdf5File): ArraysOf {
  return (node, wanted) => {
    const within = (node.within ?? []).map((each) => `layers/${numbered(each)}/`).join("");
    const places = ["layers", "_layer_checkpoint_dependencies"].flatMap((group) =>
      [numbered(node), node.name].flatMap((name) =>
        ["vars", "cell/vars"].map((vars) => `${within}${group}/${name}/${vars}`)
      )
    );
    const place = places.find((path) => array(`${path}/0`) !== undefined);
    return arraysOfLayer(node.name, wanted, (_, i) => array(`${place ?? places[0]}/${i}`));
  };
}

function numbered({ className, number }: KerasNode): string {
  return number === 0 ? snakeCase(className) : `${snakeCase(className)}_${number}`;
}

/** The words of a class as Keras writes them: `BatchNormalization` is `batch_normalization`. */
function snakeCase(className: string): string {
  return className.replace(/\W+/g, "").replace(/(.)([A-Z][a-z]+)/g, "$1_$2")
    .replace(/([a-z])([A-Z])/g, "$1_$2").toLowerCase();
}
