// Saves small models by TensorFlow.js, with inputs and outputs, as models.json: run it by Node where
// @tensorflow/tfjs is installed, `node save_models.mjs > models.json`.
const PACKAGE = "@tensorflow/tfjs"; // a name that tools do not follow
const { default: tf } = await import(PACKAGE);

await tf.setBackend("cpu");
const { layers } = tf, sigmoid = { recurrentActivation: "sigmoid" };

function chain(...parts) {
  const model = tf.sequential();
  for (const part of parts) model.add(part);
  return model;
}

function residual() {
  const input = tf.input({ shape: [4, 4, 2] });
  const options = { filters: 2, kernelSize: 3, padding: "same" };
  let at = layers.conv2d({ ...options, useBias: false }).apply(input);
  at = layers.batchNormalization().apply(at);
  at = layers.reLU().apply(at);
  at = layers.conv2d(options).apply(at);
  at = layers.add().apply([at, input]);
  at = layers.activation({ activation: "tanh" }).apply(at);
  at = layers.globalAveragePooling2d({}).apply(at);
  return tf.model({ inputs: input, outputs: at });
}

const MODELS = {
  dense: chain(
    layers.dense({ inputShape: [3], units: 4, activation: "elu" }),
    layers.batchNormalization({ center: false }),
    layers.dense({ units: 3, useBias: false }),
    layers.leakyReLU(),
    layers.dropout({ rate: 0.5 }),
    layers.dense({ units: 2 }),
    layers.softmax(),
  ),
  images: chain(
    layers.conv2d({ inputShape: [5, 6, 1], filters: 2, kernelSize: [2, 3], strides: 2 }),
    layers.prelu({ sharedAxes: [1, 2], alphaInitializer: "glorotUniform" }),
    layers.conv2dTranspose({ filters: 3, kernelSize: 3, strides: 2, padding: "same" }),
    layers.averagePooling2d({ poolSize: 2, strides: 1, padding: "same" }),
    layers.maxPooling2d({ poolSize: [2, 1] }),
    layers.dense({ units: 2, activation: "swish" }),
    layers.flatten(),
    layers.reLU({ maxValue: 6 }),
  ),
  steps: chain(
    layers.embedding({ inputLength: 4, inputDim: 5, outputDim: 3 }),
    layers.lstm({ units: 2, returnSequences: true, ...sigmoid }),
    layers.layerNormalization({ scale: false }),
    layers.lstm({ units: 4, ...sigmoid, useBias: false }),
    layers.reshape({ targetShape: [2, -1] }),
  ),
  residual: residual(),
};

const saved = [];
for (const [name, model] of Object.entries(MODELS)) {
  // Statistics and offsets are not left at 0 and 1.
  model.setWeights(
    model.getWeights().map((w) => tf.add(tf.abs(w), tf.randomUniform(w.shape, 0.1, 0.3))),
  );
  const [, ...shape] = model.inputs[0].shape;
  const inputs = name === "steps"
    ? tf.tensor([[0, 1, 2, 3], [4, 4, 0, 2]])
    : tf.randomUniform([2, ...shape], -1, 1);
  await model.save(tf.io.withSaveHandler((found) => {
    const { weightData, weightSpecs, ...rest } = found;
    saved.push({
      name,
      file: { ...rest, weightsManifest: [{ paths: ["weights.bin"], weights: weightSpecs }] },
      weights: Buffer.from(weightData).toString("base64"),
      inputs: inputs.reshape([2, -1]).arraySync(),
      outputs: model.predict(inputs).reshape([2, -1]).arraySync(),
    });
    return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" } };
  }));
}
console.log(JSON.stringify(saved));
