import { checkMatrix, shapeOf } from "../core/matrix/matrix.ts";
import { isCount } from "../core/support/checks.ts";
import { describe, printable } from "../core/support/describe.ts";
import {
  type Layer,
  type LayerKind,
  type Parameters,
  type ParameterShapes,
  sampleShapeOf,
} from "../nn/layers/layer.ts";
import type { Shape } from "../nn/layers/shape.ts";

/** The checked shapes of the parameters of a layer, which include all of its offsets. */
export function parameterShapesOf(
  { kind, options }: Pick<Layer<unknown>, "kind" | "options">,
  inputs: Shape,
  l: number,
): ParameterShapes {
  const what = `parameterShapes of layer ${l + 1}, of kind ${kind.name},`;
  const shapes = checkedShapes(kind.parameterShapes(options, inputs), what);
  for (const name of kind.offsets) {
    if (Object.hasOwn(shapes, name) || hasSample(kind, name)) continue;
    throw new TypeError(
      `offsets of kind ${kind.name} must name its parameters ` +
        `(${Object.keys(shapes).join(", ") || "none"}), but found ${describe(name)}`,
    );
  }
  return shapes;
}

/** The checked shapes of the state of a layer, whose names are not those of parameters. */
export function stateShapesOf(
  { kind, options }: Pick<Layer<unknown>, "kind" | "options">,
  inputs: Shape,
  l: number,
): ParameterShapes {
  const what = `stateShapes of layer ${l + 1}, of kind ${kind.name},`;
  const shapes = checkedShapes(kind.stateShapes?.(options, inputs) ?? {}, what);
  const parameters = kind.parameterShapes(options, inputs);
  const twice = Object.keys(shapes).find((name) => Object.hasOwn(parameters, name));
  if (twice === undefined) return shapes;
  throw new TypeError(
    `${what} must not have the name of a parameter, but found ${describe(twice)}`,
  );
}

function checkedShapes(shapes: unknown, what: string): ParameterShapes {
  if (typeof shapes !== "object" || shapes === null) {
    throw new TypeError(`${what} must give a record of shapes, but found ${describe(shapes)}`);
  }
  for (const [name, shape] of Object.entries(shapes)) {
    if (Array.isArray(shape) && shape.length === 2 && shape.every(isCount)) continue;
    const found = Array.isArray(shape) ? `[${shape.map(describe).join(", ")}]` : describe(shape);
    throw new TypeError(`${what} must give ${name} as [rows, columns], but found ${found}`);
  }
  return shapes as ParameterShapes;
}

/** Whether other options of a kind have a parameter, as its samples show. */
function hasSample(kind: LayerKind, name: string): boolean {
  return kind.samples.some((options) => {
    return Object.hasOwn(kind.parameterShapes(options, sampleShapeOf(kind, options)), name);
  });
}

/** Throws unless the parameters or the state of a layer are matrices of the wanted shapes. */
export function checkNamed(
  given: Parameters<unknown>,
  wanted: ParameterShapes,
  what: "parameters" | "state",
  l: number,
): void {
  if (typeof given !== "object" || given === null) {
    const found = describe(given);
    throw new TypeError(`layer ${l + 1} must have ${what} by name, but found ${found}`);
  }
  const names = new Set([...Object.keys(wanted), ...Object.keys(given)]);
  for (const name of names) {
    const matrix = given[name];
    const what = printable(`${name} of layer ${l + 1}`);
    if (matrix !== undefined) checkMatrix(matrix, what);
    const found = matrix === undefined ? "none" : shapeOf(matrix);
    const [rows, columns] = wanted[name] ?? [];
    const fit = rows === undefined ? "none" : `${rows} × ${columns}`;
    if (found !== fit) {
      throw new TypeError(`${what} must be (${fit}), but found (${found})`);
    }
  }
}
