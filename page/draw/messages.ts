/** The layers of a network to train, as the address has them. */
export interface Plan {
  /** The units of each hidden layer. */
  readonly layers: readonly number[];
  /** The activation of the hidden layers, by name. */
  readonly activation: string;
  readonly seed: number;
  /** What computes the training, by name. */
  readonly executor: "wasm" | "webgpu";
}

/** What the page asks of the worker that trains. */
export type TrainRequest =
  | { readonly ask: "network"; readonly plan: Plan }
  | { readonly ask: "train" }
  | { readonly ask: "stop" }
  | { readonly ask: "data"; readonly files: readonly File[] };

/** What a file that was dropped was recognized as. */
export interface Recognized {
  readonly name: string;
  /** What it is, or why it is not taken. */
  readonly words: string;
  readonly isTaken: boolean;
}

/** What the worker that trains tells the page. */
export type TrainAnswer =
  /** The data are being drawn, or read. */
  | { readonly tell: "preparing"; readonly words: string }
  | { readonly tell: "data"; readonly words: string }
  | { readonly tell: "files"; readonly files: readonly Recognized[] }
  /** Costs of the steps since the last answer. */
  | {
    readonly tell: "steps";
    readonly epoch: number;
    /** The share of the epoch that is over. */
    readonly share: number;
    readonly taken: number;
    readonly costs: readonly number[];
  }
  | {
    readonly tell: "epoch";
    readonly epoch: number;
    readonly taken: number;
    readonly accuracy: number;
  }
  /** The network as it is now, in a file. */
  | { readonly tell: "model"; readonly bytes: Uint8Array<ArrayBuffer>; readonly epochs: number }
  | { readonly tell: "paused"; readonly accuracy: number | undefined }
  | { readonly tell: "failed"; readonly words: string };

/** What the page asks of the worker that looks into a network. */
export type LookRequest =
  | { readonly ask: "model"; readonly bytes: Uint8Array }
  | {
    readonly ask: "look";
    /** RGBA, or nothing where the pad is blank. */
    readonly pixels?: Uint8ClampedArray;
    readonly side: number;
    /** Whether the digit is cut out and moved as MNIST's are. */
    readonly isCentred: boolean;
    /** The output that is explained; by default the largest. */
    readonly output?: number;
  };

/** What a network makes of a picture. */
export interface Sight {
  /** The 28 × 28 pixels that it is given, from 0 to 1. */
  readonly image: ArrayLike<number>;
  /** The activations of the layers below the last. */
  readonly layers: readonly { readonly name: string; readonly values: ArrayLike<number> }[];
  readonly names: readonly string[];
  readonly probabilities: ArrayLike<number>;
  /** The output that the saliency is of, and its derivatives by the pixels. */
  readonly output: number;
  readonly saliency: ArrayLike<number>;
}

/** What the worker that looks tells the page. */
export type LookAnswer =
  | { readonly tell: "model"; readonly words: string; readonly names: readonly string[] }
  | { readonly tell: "sight"; readonly sight?: Sight }
  | { readonly tell: "failed"; readonly words: string };
