import { describeNetwork, outputsOf } from "../../engine/network.ts";
import { parametersOf } from "../../engine/parameters.ts";
import { model } from "../../model/model.ts";
import { indicesOf } from "../../nn/layers/indices.ts";
import type { Encoded, FileContent } from "../codec.ts";
import { descriptionsOf } from "../network_file.ts";
import { printInputs } from "./inputs.ts";
import { printOutputs } from "./outputs.ts";
import { Program } from "./program.ts";
import { printStages } from "./stages.ts";
import { things } from "../../core/support/quantities.ts";

/**
 * A model as a JavaScript module of one exported function, which imports nothing.
 *
 * @throws {RangeError} If a layer has no compiled form, or a parameter is beyond float32.
 * @throws {TypeError} If it is not a model, or a compiled form does not match its layer.
 */
export function encodeJavascript(content: FileContent): Encoded {
  return { bytes: new TextEncoder().encode(printModule(content)) };
}

function printModule(content: FileContent): string {
  const whole = model({ network: content.network, ...descriptionsOf(content) });
  const { network } = whole, program = new Program();
  const inputs = printInputs(program, whole.inputs);
  const { statements, outputs: y } = printStages(program, network, "inputs");
  const outputs = printOutputs(program, whole.outputs, y, outputsOf(network));
  const count = indicesOf(network.layers);
  const checked = count === undefined ? [] : [
    `if (!inputs.every((x) => Number.isInteger(x) && x >= 0 && x < ${count})) {`,
    `  throw new RangeError("Inputs must be integers from 0 to ${count - 1}");`,
    "}",
  ];
  const lines = [
    `const inputs = ${inputs.name}(example);`,
    ...[...checked, ...statements, ...outputs.statements],
    `return ${outputs.value};`,
  ];
  return `// ${describeNetwork(network)}: ${
    things(parametersOf(network), "parameter")
  }, in float32. Made by backproof.

/**
 * What the network says of one example.
 *
 * @param {${inputs.type}} example ${commentText(inputs.words)}.
 * @returns {${outputs.type}}
 */
export function predict(example) {
${lines.map((line) => `  ${line}`).join("\n")}
}

${program.text}
`;
}

/** A text within a comment, which it cannot end. */
function commentText(text: string): string {
  return text.replaceAll("*/", "*\\/");
}
