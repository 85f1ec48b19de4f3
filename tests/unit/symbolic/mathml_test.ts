import { assertEquals, assertStringIncludes } from "@std/assert";
import { expressions } from "../../../src/core/arithmetic/expression.ts";
import { mathml } from "../../../src/symbolic/print/mathml.ts";

const m = expressions();
const z = m.variable("z");

Deno.test("mathml() writes fractions, exponents and indices", () => {
  assertEquals(
    mathml(m.div(m.one, m.add(m.one, m.exp(m.neg(z))))),
    '<math display="inline"><mfrac><mrow><mn>1</mn></mrow><mrow><mn>1</mn><mo>+</mo>' +
      '<msup><mi>e</mi><mrow><mrow><mo form="prefix">−</mo><mi>z</mi></mrow></mrow></msup>' +
      "</mrow></mfrac></math>",
  );
  assertStringIncludes(
    mathml(m.variable("w¹₁₂")),
    "<msubsup><mi>w</mi><mn>12</mn><mn>1</mn></msubsup>",
  );
  assertStringIncludes(
    mathml({ name: "∂C/∂b", value: z }, { display: "block" }),
    '<math display="block"><mfrac><mrow><mi>∂</mi><mi>C</mi></mrow>' +
      "<mrow><mi>∂</mi><mi>b</mi></mrow></mfrac><mo>=</mo><mi>z</mi></math>",
  );
});

Deno.test("mathml() writes roots and functions", () => {
  assertStringIncludes(mathml(m.sqrt(z)), "<msqrt><mrow><mi>z</mi></mrow></msqrt>");
  assertStringIncludes(mathml(m.erf(z)), "<mi>erf</mi><mo>\u2061</mo>");
});

Deno.test("mathml() puts a dot between numbers, and none between letters", () => {
  const ten = "<msup><mrow><mn>10</mn></mrow><mn>−7</mn></msup>";
  assertStringIncludes(mathml(m.constant(2.5e-7)), `<mn>2.5</mn><mo>·</mo>${ten}`);
  assertStringIncludes(mathml(m.mul(z, m.constant(2))), "<mi>z</mi><mo>·</mo><mn>2</mn>");
  assertStringIncludes(mathml(m.mul(m.constant(2), z)), "<mn>2</mn><mo>\u2062</mo><mi>z</mi>");
});

Deno.test("mathml() escapes what is markup", () => {
  assertStringIncludes(mathml(m.variable('<script>"&')), "&lt;script&gt;&quot;&amp;");
  assertStringIncludes(mathml(m.choose(z, z, m.zero)), "<mo>&gt;</mo>");
});

Deno.test("mathml() writes each case in a row", () => {
  const text = mathml(m.choose(z, z, m.choose(m.variable("x"), m.one, m.zero)));
  assertEquals(text.match(/<mtr>/g)?.length, 3);
  assertEquals(text.match(/<mtd /g)?.length, 6);
});

Deno.test("mathml() of cases has a class, by which styles draw its brace as tall as they are", () => {
  const written = mathml(m.choose(z, z, m.zero));
  assertStringIncludes(written, '<mrow class="cases"><mo>{</mo><mtable>');
});
