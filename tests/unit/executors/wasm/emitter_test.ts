import { assertEquals, assertThrows } from "@std/assert";
import { Bytes } from "../../../../src/executors/wasm/emitter/bytes.ts";
import { f32, f32x4, i32, v128 } from "../../../../src/executors/wasm/emitter/instructions.ts";
import {
  ModuleBuilder,
  procedureAt,
} from "../../../../src/executors/wasm/emitter/module_builder.ts";
import { PLAIN, RELAXED } from "../../../../src/executors/wasm/emitter/multiply_add.ts";

const ONE_PAGE = { pages: 1, shared: false };

function instantiate(module: ModuleBuilder) {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 });
  const bytes = module.bytes(ONE_PAGE);
  assertEquals(WebAssembly.validate(bytes), true);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  return { memory, exports: exports as Record<string, (...operands: number[]) => number> };
}

Deno.test("Bytes writes integers in LEB128 as the specification's examples have them", () => {
  const bytes = new Bytes();
  bytes.unsigned(624485);
  bytes.signed(-123456);
  bytes.signed(63);
  bytes.signed(64);
  bytes.signed(-64);
  bytes.signed(-65);
  bytes.unsigned(0xffffffff);
  // deno-fmt-ignore
  assertEquals([...bytes.view()], [
    0xe5, 0x8e, 0x26, 0xc0, 0xbb, 0x78, 0x3f, 0xc0, 0x00, 0x40, 0xbf, 0x7f,
    0xff, 0xff, 0xff, 0xff, 0x0f,
  ]);
});

Deno.test("ModuleBuilder makes functions that call each other, loop and branch", () => {
  const module = new ModuleBuilder();
  const triangle = module.function("triangle", { below: "i32" }, (f, { below }) => {
    const i = f.local("i32", i32.constant(0)), sum = f.local("i32", i32.constant(0));
    f.while(i32.lessUnsigned(i, below), () => {
      f.set(sum, i32.add(sum, i));
      f.set(i, i32.add(i, i32.constant(1)));
    });
    return sum;
  });
  module.function("twice", { below: "i32" }, (f, { below }) => {
    f.if(i32.isZero(below), () => f.return(i32.constant(-1)));
    return i32.add(triangle.call(below), triangle.call(below));
  });
  const { exports } = instantiate(module);
  assertEquals(exports.triangle!(10), 45);
  assertEquals(exports.triangle!(0), 0);
  assertEquals(exports.twice!(10), 90);
  assertEquals(exports.twice!(0), -1);
});

for (const { name, madd, nmadd } of [RELAXED, PLAIN]) {
  Deno.test(`multiply-add, ${name}, shuffles and lanes do what they say`, () => {
    const module = new ModuleBuilder();
    module.procedure("run", {}, (f) => {
      const x = f.local("v128", v128.load({ offset: 0 }));
      f.do(
        v128.store({ offset: 16 }, madd(x, f32x4.constant(2), f32x4.constant(1))),
        v128.store({ offset: 32 }, nmadd(x, f32x4.constant(2), f32x4.constant(1))),
        v128.store({ offset: 48 }, v128.shuffle(x, f32x4.constant(9), [3, 2, 1, 4])),
        f32.store({ offset: 64 }, f32x4.lane(x, 2)),
      );
    });
    const { exports, memory } = instantiate(module);
    const data = new Float32Array(memory.buffer);
    data.set([1, 2, 3, 4]);
    exports.run!();
    assertEquals([...data.subarray(4, 17)], [3, 5, 7, 9, -1, -3, -5, -7, 4, 3, 2, 9, 3]);
  });
}

Deno.test("FunctionBuilder gives a released variable to the next of its type", () => {
  const module = new ModuleBuilder();
  module.function("f", {}, (f) => {
    const first = f.local("i32", i32.constant(1));
    f.release(first);
    const second = f.local("i32");
    assertEquals(second.index, first.index);
    f.release(second);
    assertEquals(f.local("f32").type, "f32");
    return i32.constant(0);
  });
  assertThrows(() => instantiate(module).exports.g!(), TypeError);
});

Deno.test("procedureAt() calls imported functions, before those of the module itself", () => {
  const module = new ModuleBuilder([{ name: "told", parameters: ["i32", "f32"] }]);
  const tell = module.procedure("tell", {}, (f) => {
    f.do(procedureAt(0).call(i32.constant(7), f32.constant(0.5)));
  });
  module.procedure("twice", {}, (f) => f.do(tell.call(), tell.call()));
  const told: number[][] = [];
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 });
  const compiled = new WebAssembly.Module(module.bytes({ pages: 1, shared: false }));
  const { exports } = new WebAssembly.Instance(compiled, {
    env: { memory, told: (...numbers: number[]) => told.push(numbers) },
  });
  (exports.twice as () => void)();
  assertEquals(told, [[7, 0.5], [7, 0.5]]);
});
