import { assertEquals } from "@std/assert";
import { ACTIVATIONS } from "../../../src/nn/activations/activations.ts";
import { type Expression, expressions } from "../../../src/core/arithmetic/expression.ts";
import { latex } from "../../../src/symbolic/print/latex.ts";

const m = expressions();
const [z, a, w] = ["z", "a", "w¹₁₂"].map(m.variable) as [Expression, Expression, Expression];

Deno.test("latex() of the activations and their slopes", () => {
  const { relu, sigmoid, tanh } = ACTIVATIONS;
  const cases: [Expression, string][] = [
    [sigmoid.equivalents[0]!.value(m, z), String.raw`\frac{1}{1 + e^{-z}}`],
    [sigmoid.slope(m, { z, a }), String.raw`a \, \left(1 - a\right)`],
    [tanh.slope(m, { z, a: tanh.value(m, z) }), String.raw`1 - \tanh\left(z\right)^{2}`],
    [tanh.equivalents[1]!.value(m, z), String.raw`\frac{1 - e^{-2 \, z}}{1 + e^{-2 \, z}}`],
    [
      relu.value(m, z),
      String.raw`\begin{cases} z & \text{if } z > 0 \\ 0 & \text{otherwise} \end{cases}`,
    ],
  ];
  for (const [expression, text] of cases) assertEquals(latex(expression), text);
});

Deno.test("latex() writes roots and functions", () => {
  assertEquals(latex(m.mul(m.sqrt(z), m.sqrt(z))), String.raw`\sqrt{z}^{2}`);
  assertEquals(latex(m.erf(z)), String.raw`\operatorname{erf}\left(z\right)`);
});

Deno.test("latex() writes indices, Greek letters and derivatives", () => {
  const names: [string, string][] = [
    ["w¹₁₂", "w^{1}_{12}"],
    ["x₃", "x_{3}"],
    ["a²", "a^{2}"],
    ["δ¹₁", String.raw`\delta^{1}_{1}`],
    ["ŷ", String.raw`\hat{y}`],
    ["π", String.raw`\pi`],
    ["Ω₂", String.raw`\Omega_{2}`],
    ["∂C/∂w¹₁₁", String.raw`\frac{\partial C}{\partial w^{1}_{11}}`],
    ["rate_2", String.raw`\mathrm{rate\_2}`],
    ["constructor", String.raw`\mathrm{constructor}`],
  ];
  for (const [name, text] of names) assertEquals(latex(m.variable(name)), text);
});

Deno.test("latex() keeps powers of what has an index or a bar in parentheses", () => {
  const cases: [Expression, string][] = [
    [m.mul(w, w), String.raw`\left(w^{1}_{12}\right)^{2}`],
    [m.mul(m.div(z, a), m.div(z, a)), String.raw`\left(\frac{z}{a}\right)^{2}`],
    [m.mul(z, m.constant(2)), String.raw`z \cdot 2`],
    [m.constant(2.5e-7), String.raw`2.5 \cdot 10^{-7}`],
    [
      m.add(m.choose(z, z, m.zero), a),
      String
        .raw`\left(\begin{cases} z & \text{if } z > 0 \\ 0 & \text{otherwise} \end{cases}\right) + a`,
    ],
    [
      m.choose(z, m.choose(a, z, m.zero), m.zero),
      String
        .raw`\begin{cases} z & \text{if } z > 0 \text{ and } a > 0 \\ 0 & \text{otherwise} \end{cases}`,
    ],
  ];
  for (const [expression, text] of cases) assertEquals(latex(expression), text);
});

Deno.test("latex() of an equation has both sides", () => {
  assertEquals(latex({ name: "z¹₁", value: m.mul(w, z) }), String.raw`z^{1}_{1} = w^{1}_{12} \, z`);
});
