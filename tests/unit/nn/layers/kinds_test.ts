import { assert, assertEquals } from "@std/assert";
import { float64, KINDS, type LayerKind } from "../../../../engine.ts";
import { randomKey } from "../../../../src/core/random/random.ts";
import { kindNamed } from "../../../../src/nn/layers/kinds.ts";
import { componentNames } from "../../../../src/formats/components.ts";
import { packOption, unpackOption } from "../../../../src/formats/option_data.ts";
import { checkKind } from "../../../../src/nn/layers/layer.ts";
import { sizeOf } from "../../../../src/nn/layers/shape.ts";
import { matrixOf } from "../../../support/arbitraries.ts";
import { stateOf } from "../../../support/layers.ts";

Deno.test("KINDS are the kinds by their names, and kindNamed() finds these alone", () => {
  assert(Object.isFrozen(KINDS));
  for (const [name, kind] of Object.entries(KINDS)) {
    assertEquals(kind.name, name);
    assert(kindNamed(name) === kind as unknown);
    assert(Object.isFrozen(kind));
    checkKind(kind);
  }
  for (const name of ["constructor", "toString", "__proto__", "Dense", ""]) {
    assertEquals(kindNamed(name), undefined);
  }
});

for (const kind of Object.values(KINDS) as LayerKind[]) {
  Deno.test(`the kind ${kind.name} keeps what it promises of options, shapes and files`, () => {
    assert(kind.samples.length > 0, "the verifier draws it");
    const names = kind.samples.flatMap((options) => {
      return Object.keys(kind.parameterShapes(options, kind.sampleShape?.(options) ?? [6]));
    });
    for (const offset of kind.offsets) assert(names.includes(offset), `there is no ${offset}`);
    for (const options of kind.samples) {
      const file = Object.fromEntries(
        Object.entries(options).map(([name, option]) => {
          const text = JSON.stringify(packOption(option, componentNames(), name));
          return [name, unpackOption(JSON.parse(text), name, {})];
        }),
      );
      assertEquals(kind.options(file), options, "options are plain data, and taken as they are");
      assert(!("kind" in options || "activation" in options), "names that a file has taken");
      const shape = kind.sampleShape?.(options) ?? [6], inputs = sizeOf(shape);
      const shapes = kind.parameterShapes(options, shape);
      for (const name of Object.keys(shapes)) {
        assert(!(name in options), `${name} would stand twice in a file`);
        assert(!["kind", "activation"].includes(name));
      }
      assertEquals(typeof kind.describe(options), "string");
      const parameters = Object.fromEntries(
        Object.entries(shapes).map(([name, [rows, columns]]) => [name, matrixOf(rows, columns, 1)]),
      );
      const width = sizeOf(kind.outputShape(options, shape));
      const mask = kind.drawMask?.(options, randomKey(1), 3, shape);
      const state = stateOf(kind, options, shape);
      const one = { options, shape, parameters, state };
      const x = matrixOf(3, inputs, 2);
      const context = { mask, training: true };
      const { outputs, saved, state: after = state } = kind.forward(float64, one, x, context);
      assertEquals(Object.keys(after), Object.keys(state));
      assertEquals([outputs.rows, outputs.columns, outputs.data.length], [3, width, 3 * width]);
      const back = kind.backward(float64, one, saved, matrixOf(3, width, 3));
      assertEquals([back.inputs().rows, back.inputs().columns], [3, inputs]);
      const found = Object.entries(back.parameters).map(([name, { rows, columns }]) => {
        return [name, [rows, columns]] as const;
      });
      assertEquals(Object.fromEntries(found), shapes);
    }
  });
}
