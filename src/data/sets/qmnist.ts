import type { ImageSet, Source } from "./image_set.ts";
import { MNIST, MNIST_SOURCE } from "./mnist.ts";

/** Checksums of the files in the authors' repository. */
const LABELS: Source = {
  folder: "qmnist",
  urls: ["https://raw.githubusercontent.com/facebookresearch/qmnist/master/"],
  checksums: {
    "qmnist-train-labels-idx2-int.gz":
      "2c05dc77f6b916b38e455e97ab129a42a444f3dbef09b278a366f82904e0dd9f",
    "qmnist-test-labels-idx2-int.gz":
      "9fbcbe594c3766fdf4f0b15c5165dc0d1e57ac604e01422608bb72c906030d06",
  },
  most: 2 ** 26,
};

/**
 * MNIST's images with what QMNIST (C. Yadav and L. Bottou, arXiv:1905.10498, BSD licence) says of
 * each. A row has eight integers: the class, the series of NIST's forms (0, 1 and 4), the writer,
 * the number of the digit among the writer's, NIST's class, its number in NIST's database, whether
 * it is a duplicate, and 0. The labels of the test set go on for 50,000 images that MNIST lost.
 */
export const QMNIST: ImageSet = {
  title: "QMNIST",
  train: { images: MNIST.train.images, labels: "qmnist-train-labels-idx2-int" },
  test: { images: MNIST.test.images, labels: "qmnist-test-labels-idx2-int" },
  sources: { images: MNIST_SOURCE, labels: LABELS },
  classes: MNIST.classes,
  moreLabels: true,
};
