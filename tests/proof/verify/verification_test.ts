import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { elementwise, sumOfSquaredErrors, tanh } from "../../../engine.ts";
import { verifyGradients } from "../../../src/verify/ladder/verify_gradients.ts";

type Display = Readonly<Record<string, string>>;

function displayed(value: object): Display {
  return (value as { [key: symbol]: () => Display })[Symbol.for("Jupyter.display")]!();
}

Deno.test("Verification shows a notebook its table, and the derivation of what it was given", () => {
  const verification = verifyGradients({ activations: [tanh], losses: [sumOfSquaredErrors] });
  const { "text/html": html, "text/plain": text } = displayed(verification);
  assertEquals(text, verification.toString());
  assertStringIncludes(html!, "<table>");
  assertStringIncludes(html!, 'alttext="\\frac{\\partial a}{\\partial z} = 1 - a^{2}"');
  assertStringIncludes(html!, "equal</span>");
});

Deno.test("Verification escapes names in a notebook, and shows what is refuted", () => {
  const wrong = elementwise({
    name: "<b>&",
    value: (m, z) => m.mul(z, z),
    slope: (_, { z }) => z,
  });
  const verification = verifyGradients({ activations: [wrong], losses: [sumOfSquaredErrors] });
  const html = displayed(verification)["text/html"]!;
  assert(!html.includes("<b>"));
  assertStringIncludes(html, "&lt;b&gt;&amp;");
  assertStringIncludes(html, '<span class="bad"><span aria-hidden="true">✗</span> different');
});

Deno.test("Verification has no derivations where it was given no activations", () => {
  const { "text/html": html } = displayed(verifyGradients({ losses: [sumOfSquaredErrors] }));
  assert(!html!.includes("<math"));
});
