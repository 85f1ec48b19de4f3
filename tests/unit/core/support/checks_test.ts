import { assertThrows } from "@std/assert";
import { elementwise, loss, regularizer, rowwise } from "../../../../engine.ts";
import { metric } from "../../../../metrics.ts";

const MAKERS = { elementwise, rowwise, loss, regularizer, metric } as const;

for (const [name, make] of Object.entries(MAKERS)) {
  const formula = make === metric ? "empty" : "value";
  Deno.test(`${name}() refuses to be without a formula that it needs, by name`, () => {
    assertThrows(
      () => make({ name: "f" } as never),
      TypeError,
      `The ${formula} of ${name.replace(/.*wise$/, "activation")} f must be a function, ` +
        "but found undefined",
    );
  });
}

Deno.test("formulas that have a default may be undefined, but not anything else", () => {
  const value = <T>(_: unknown, z: T) => z;
  for (const [make, derivative] of [[elementwise, "slope"], [regularizer, "slope"]] as const) {
    make({ name: "f", value, [derivative]: undefined } as never);
    for (const odd of [null, "", 0]) {
      assertThrows(
        () => make({ name: "f", value, [derivative]: odd } as never),
        TypeError,
        `The ${derivative} of`,
      );
    }
  }
});
