/** What the words of this tab mean, in the order in which one builds on another. */
export const WORDS: readonly (readonly [word: string, meaning: string])[] = [
  [
    "Unit",
    "a square of the drawing. It adds up what comes in, which is z, and bends it: its answer a.",
  ],
  ["Layer", "units in one column. The hidden layers are those between the inputs and the output."],
  ["Weight w", "the number of a line: what goes along the line is multiplied by it."],
  ["Bias b", "a number of each unit, which is added to its sum z whatever comes in."],
  ["Activation", "how a unit bends z; with “linear” all layers together are one straight cut."],
  [
    "Slope",
    "how fast one number changes as another grows: with slope 2, growing by 0.01 changes it by 0.02.",
  ],
  [
    "Derivative",
    "the mathematicians’ word for a slope. ∂L/∂w is the slope of L along w; f′ is the slope of f.",
  ],
  ["Loss L", "how wrong an answer is, as one number: 0 is perfect. C is its mean over a batch."],
  ["Gradient", "the list of all slopes of the loss, one along each weight and bias."],
  ["Error δ", "“delta”, of a unit: the slope of the loss along its z. Not the loss itself."],
  [
    "Backpropagation",
    "how all slopes of the gradient are found in one pass backwards, by BP1 to BP4.",
  ],
  ["Finite differences", "the slow way to a slope: nudge a weight, and see how the loss changes."],
  ["Batch", "the points that one step looks at."],
  ["Epoch", "as many steps as it takes to look at each point once."],
  ["Learning rate λ", "“lambda”, how far a step goes. Too small takes long, too large overshoots."],
  ["Optimizer", "how a step is made of the gradient; plain descent goes straight against it."],
  ["Penalty", "what is added to the loss for large weights, so that they stay small."],
  ["Noise", "how far points are moved from where they belong."],
  ["Seed", "where chance begins: the same seed gives the same points and first weights."],
];
