import { assert, assertEquals } from "@std/assert";
import { dense, matrix, network, tanh } from "../../../engine.ts";
import { notebook } from "../../../src/notebook/notebook.ts";

const SYMBOLS = ["Jupyter.display", "Deno.customInspect"].map((name) => Symbol.for(name));
const net = network({ inputs: 784, layers: [dense(32, tanh)], seed: 1 });

/** Calls while the notebook is taught, and takes it back. */
async function taught(use: () => unknown): Promise<void> {
  notebook();
  try {
    await use();
  } finally {
    for (const symbol of SYMBOLS) delete (Object.prototype as Record<symbol, unknown>)[symbol];
  }
}

Deno.test("notebook() lets records answer the kernel, as they are, spread and cloned", () =>
  taught(async () => {
    const ask = (value: object) => (value as Record<symbol, unknown>)[SYMBOLS[0]!];
    const { rows, columns, data } = net.layers[0]!.parameters.weights!;
    for (const value of [net, { ...net }, structuredClone({ rows, columns, data })]) {
      const display = ask(value) as () => Promise<Record<string, string>>;
      assertEquals(Object.keys(await display()), ["text/plain", "text/html"]);
    }
    for (const other of [{}, [], new Date(), Object.prototype, () => 1, Object.create(net)]) {
      assertEquals(ask(other), undefined);
    }
  }));

Deno.test("notebook() shortens what is printed, of records inside of others to a line", () =>
  taught(() => {
    const text = Deno.inspect(net, { colors: false });
    assert(text.startsWith("784-32 tanh\n") && text.length < 300, text);
    assertEquals(
      Deno.inspect({ net, of: [matrix([[1]])] }),
      "{ net: 784-32 tanh, of: [ matrix 1 × 1, 1 to 1 ] }",
    );
    assertEquals(
      Deno.inspect({ a: 1, b: [new Map([[1, "x"]])] }),
      '{ a: 1, b: [ Map(1) { 1 => "x" } ] }',
    );
  }));

Deno.test("notebook() adds nothing that is enumerated, compared or cloned, and twice is once", () =>
  taught(() => {
    notebook();
    const seen = [];
    for (const key in { a: 1 }) seen.push(key);
    assertEquals(seen, ["a"]);
    assertEquals(Reflect.ownKeys(net), ["inputs", "layers"]);
    assertEquals({ ...net }, net);
    assertEquals(structuredClone({ a: 1 }), { a: 1 });
    // What is assigned, as classes and libraries do, is the object's own.
    const own: Record<symbol, unknown> = {};
    own[SYMBOLS[0]!] = 7;
    assertEquals([own[SYMBOLS[0]!], ({} as Record<symbol, unknown>)[SYMBOLS[0]!]], [7, undefined]);
  }));

Deno.test("without notebook() records have no symbols of notebooks", () => {
  assert(SYMBOLS.every((symbol) => !(symbol in net)));
});
