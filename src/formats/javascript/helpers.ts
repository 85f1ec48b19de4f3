/** The functions that do what loops of products and windows do: each is printed if it is used. */
export const HELPERS = {
  dense: (name: string) =>
    `/** Z = W x + b of one example; W has a row for each output. */
function ${name}(x, weights, biases) {
  const z = new Float64Array(weights.length / x.length);
  for (let i = 0; i < z.length; i++) {
    let sum = 0;
    for (let j = 0; j < x.length; j++) sum += weights[i * x.length + j] * x[j];
    z[i] = biases ? sum + biases[i] : sum;
  }
  return z;
}`,
  convolve: (name: string) =>
    `/** Each filter's weighted sum of what each window sees, channels last; zeros around the image. */
function ${name}(x, weights, biases, { image, kernel, strides, before, outputs }) {
  const [height, width, channels] = image, [rows, columns] = kernel;
  const size = rows * columns * channels, filters = weights.length / size;
  const y = new Float64Array(outputs[0] * outputs[1] * filters);
  for (let place = 0; place < outputs[0] * outputs[1]; place++) {
    const top = Math.floor(place / outputs[1]) * strides[0] - before[0];
    const left = (place % outputs[1]) * strides[1] - before[1];
    for (let f = 0; f < filters; f++) {
      let sum = 0;
      for (let k = 0; k < size; k++) {
        const cell = Math.floor(k / channels);
        const i = top + Math.floor(cell / columns), j = left + cell % columns;
        if (i < 0 || i >= height || j < 0 || j >= width) continue;
        sum += weights[f * size + k] * x[(i * width + j) * channels + k % channels];
      }
      y[place * filters + f] = biases ? sum + biases[f] : sum;
    }
  }
  return y;
}`,
  spread: (name: string) =>
    `/** A transposed convolution: each pixel adds its weights, times itself, to a window of outputs. */
function ${name}(x, weights, biases, { image, kernel, apart, before, outputs }) {
  const [height, width, channels] = image, [rows, columns] = kernel;
  const size = weights.length / channels, filters = size / (rows * columns);
  const y = new Float64Array(outputs[0] * outputs[1] * filters);
  for (let at = 0; at < height * width * channels; at++) {
    const place = Math.floor(at / channels), channel = at % channels;
    const top = Math.floor(place / width) * apart[0] - (rows - 1 - before[0]);
    const left = (place % width) * apart[1] - (columns - 1 - before[1]);
    for (let k = 0; k < size; k++) {
      const cell = Math.floor(k / filters);
      const i = top + Math.floor(cell / columns), j = left + cell % columns;
      if (i < 0 || i >= outputs[0] || j < 0 || j >= outputs[1]) continue;
      y[(i * outputs[1] + j) * filters + k % filters] += weights[channel * size + k] * x[at];
    }
  }
  return biases ? y.map((sum, k) => sum + biases[k % filters]) : y;
}`,
  pool: (name: string) =>
    `/** One number for each window and channel, by a function for each count of pixels that it sees. */
function ${name}(x, formulas, { image, kernel, strides, before, outputs }) {
  const [height, width, channels] = image;
  return Float64Array.from({ length: outputs[0] * outputs[1] * channels }, (_, k) => {
    const place = Math.floor(k / channels), seen = [];
    const top = Math.floor(place / outputs[1]) * strides[0] - before[0];
    const left = (place % outputs[1]) * strides[1] - before[1];
    for (let i = Math.max(0, top); i < Math.min(height, top + kernel[0]); i++) {
      for (let j = Math.max(0, left); j < Math.min(width, left + kernel[1]); j++) {
        seen.push(x[(i * width + j) * channels + k % channels]);
      }
    }
    return formulas[seen.length](seen);
  });
}`,
  lookUp: (name: string) =>
    `/** The rows of a table for the integers that inputs are next to. */
function ${name}(x, table, size) {
  const last = table.length / size - 1, y = new Float64Array(x.length * size);
  x.forEach((input, i) => {
    const row = Math.min(Math.max(Math.ceil(input - 0.5), 0), last);
    y.set(table.subarray(row * size, (row + 1) * size), i * size);
  });
  return y;
}`,
  inParts: (name: string) =>
    `/** f of each part of a row. */
function ${name}(x, length, f) {
  const y = new Float64Array(x.length);
  for (let at = 0; at < x.length; at += length) y.set(f(x.subarray(at, at + length)), at);
  return y;
}`,
} as const;

/** The name of a helper. */
export type HelperName = keyof typeof HELPERS;
