import type { CompiledForm, PoolForm } from "../../nn/layers/compiled_form.ts";
import type { LayerKind } from "../../nn/layers/layer.ts";
import { type Shape, sizeOf } from "../../nn/layers/shape.ts";
import { countWindows, type WindowGrid } from "../../nn/layers/windows.ts";
import type { Part } from "./stages.ts";

/** Throws unless a layer, given its parameters, matches its compiled form. */
export function checkCompiled(
  kind: LayerKind,
  parts: readonly Part[],
  compiled: CompiledForm,
  shapes: readonly [inputs: Shape, outputs: Shape],
  l: number,
): void {
  const [inputs, units] = [sizeOf(shapes[0]), sizeOf(shapes[1])];
  const names = parts.map(({ own }) => own);
  const shape = (name: string) => parts.find(({ own }) => own === name)?.size.join(" × ");
  const fits = ({ image: [height, width, channels] }: WindowGrid) =>
    height * width * channels === inputs;
  const isRight = {
    product: ({ weights, biases, windows, apart }: Extract<CompiledForm, { form: "product" }>) => {
      const rows = windows ? units / countWindows(windows) : units;
      const columns = windows ? windows.kernel[0] * windows.kernel[1] * windows.image[2] : inputs;
      return names.length === (biases === undefined ? 1 : 2) && (!windows || fits(windows)) &&
        shape(weights) ===
          (apart
            ? `${windows?.image[2]} × ${columns / windows!.image[2] * rows}`
            : `${rows} × ${columns}`) &&
        (biases === undefined || shape(biases) === `1 × ${rows}`);
    },
    windows: ({ windows }: PoolForm) =>
      names.length === 0 && fits(windows) &&
      countWindows(windows) * windows.image[2] === units,
    lookup: ({ table }: Extract<CompiledForm, { form: "lookup" }>) =>
      names.length === 1 && kind.drawMask === undefined &&
      shape(table)?.endsWith(` × ${units / inputs}`),
    columns: () => inputs === units && kind.drawMask === undefined,
    around: () => inputs === units,
    rows: () => kind.drawMask === undefined && kind.stateShapes === undefined,
    identity: () => names.length === 0 && inputs === units && kind.drawMask === undefined,
    dropout: ({ rate }: Extract<CompiledForm, { form: "dropout" }>) =>
      names.length === 0 && inputs === units && kind.drawMask !== undefined && rate >= 0 &&
      rate < 1,
  };
  const check = Object.hasOwn(isRight, compiled.form) ? isRight[compiled.form] : undefined;
  if (check?.(compiled as never)) return;
  throw new TypeError(
    `The compiled form of layer ${l + 1}, of kind ${kind.name}, must be a product of all its ` +
      `parameters, W (${units} × ${inputs}) and b (1 × ${units}), one with windows, a lookup, a formula of ` +
      `windows, of rows or of columns, layers with the inputs added, the identity, or dropout, and do ` +
      `what its forward does, but found ${JSON.stringify(compiled)}`,
  );
}
