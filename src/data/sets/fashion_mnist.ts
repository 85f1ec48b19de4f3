import type { ImageSet, Source } from "./image_set.ts";
import { MNIST } from "./mnist.ts";

/** Checksums of the published files, by TensorFlow Datasets. */
const SOURCE: Source = {
  folder: "fashion-mnist",
  urls: ["https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/"],
  checksums: {
    "train-images-idx3-ubyte.gz":
      "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
    "train-labels-idx1-ubyte.gz":
      "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
    "t10k-images-idx3-ubyte.gz": "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
    "t10k-labels-idx1-ubyte.gz": "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
  },
  most: 2 ** 26,
};

/** Photographs of articles of clothing, by Zalando Research (MIT licence); files as MNIST's. */
export const FASHION_MNIST: ImageSet = {
  title: "Fashion-MNIST",
  train: MNIST.train,
  test: MNIST.test,
  sources: { images: SOURCE, labels: SOURCE },
  classes: [
    "T-shirt/top",
    "trouser",
    "pullover",
    "dress",
    "coat",
    "sandal",
    "shirt",
    "sneaker",
    "bag",
    "ankle boot",
  ],
};
