"""Hand-written NumPy in float32: buffers made once, everything in place, one product a BLAS call."""

import ctypes
import time

import numpy as np

from examples import inputs_of, labels_of, order_of, parameters_of
from serve import repeated, serve, warm_up


class Network:
    """A network with room for batches of up to `rows` examples; W is kept (inputs × units)."""

    def __init__(self, network, rows):
        self.activations = [layer["activation"] for layer in network["layers"]]
        layers = parameters_of(network)
        self.weights = [np.ascontiguousarray(w.T) for w, _ in layers]
        self.biases = [b for _, b in layers]
        buffers = lambda: [np.empty((rows, len(b)), np.float32) for b in self.biases]
        self.outputs, self.errors, self.slopes = buffers(), buffers(), buffers()
        self.gradients = [np.empty_like(w) for w in self.weights]

    def forward(self, x):
        a, rows = x, len(x)
        for w, b, out, activation in zip(
            self.weights, self.biases, self.outputs, self.activations
        ):
            z = out[:rows]
            np.dot(a, w, out=z)
            z += b
            if activation == "tanh":
                np.tanh(z, out=z)
            elif activation == "relu":
                np.maximum(z, 0, out=z)
            else:
                z -= z.max(axis=1, keepdims=True)
                np.exp(z, out=z)
                z /= z.sum(axis=1, keepdims=True)
            a = z
        return a

    def step(self, x, y, rate):
        """Gradient descent on cross-entropy after softmax: Δ = A − Y."""
        rows = len(x)
        self.forward(x)
        last = len(self.weights) - 1
        np.subtract(self.outputs[last][:rows], y, out=self.errors[last][:rows])
        factor = np.float32(rate / rows)
        for l in range(last, -1, -1):
            error = self.errors[l][:rows]
            below = self.outputs[l - 1][:rows] if l > 0 else x
            np.dot(below.T, error, out=self.gradients[l])
            if l > 0:
                carried, slope = self.errors[l - 1][:rows], self.slopes[l - 1][:rows]
                np.dot(error, self.weights[l].T, out=carried)
                if self.activations[l - 1] == "tanh":
                    np.multiply(below, below, out=slope)
                    np.subtract(1, slope, out=slope)
                    carried *= slope
                else:
                    carried *= below > 0
            self.gradients[l] *= factor
            self.weights[l] -= self.gradients[l]
            self.biases[l] -= factor * error.sum(axis=0)


def prepare_training(work):
    columns, size, rate = work["network"]["inputs"], work["batchSize"], work["learningRate"]
    examples = work["examples"]
    x = np.ascontiguousarray(inputs_of(work["train"], columns)[:examples])
    classes = work["network"]["layers"][-1]["units"]
    y = np.eye(classes, dtype=np.float32)[labels_of(work["train"])[:examples]]
    test_x, test_y = inputs_of(work["test"], columns), labels_of(work["test"])
    order = order_of(work)
    batch_x, batch_y = np.empty((size, columns), np.float32), np.empty((size, classes), np.float32)

    def train(network, most=None):
        for epoch in order:
            for at in range(0, examples, size)[:most]:
                rows = epoch[at : at + size]
                bx, by = batch_x[: len(rows)], batch_y[: len(rows)]
                np.take(x, rows, axis=0, out=bx, mode="clip")
                np.take(y, rows, axis=0, out=by, mode="clip")
                network.step(bx, by, rate)

    warm_up(lambda: train(Network(work["network"], size), 10))

    def run():
        network = Network(work["network"], size)
        started = time.perf_counter()
        train(network)
        seconds = time.perf_counter() - started
        tested = Network(work["network"], len(test_x))
        tested.weights, tested.biases = network.weights, network.biases
        outputs = tested.forward(test_x)
        right = np.maximum(outputs[np.arange(len(test_y)), test_y], 1e-30).astype(np.float64)
        return {
            "seconds": seconds,
            "crossEntropy": float(-np.log(right).mean()),
            "accuracy": float((outputs.argmax(axis=1) == test_y).mean()),
        }

    return run


def prepare_product(work):
    size = work["size"]
    a, b = (np.fromfile(work[name], np.float32).reshape(size, size) for name in ("a", "b"))
    out = np.empty((size, size), np.float32)
    return repeated(lambda: np.dot(a, b, out=out))


def prepare_prediction(work):
    rows = work["rows"]
    network = Network(work["network"], rows)
    x = inputs_of(work["inputs"], work["network"]["inputs"])[:rows]
    return repeated(lambda: network.forward(x))


def library():
    """The OpenBLAS that NumPy has loaded, and the processor that its kernels are for."""
    try:
        with open("/proc/self/maps") as maps:
            files = {line.split()[-1] for line in maps if "openblas" in line}
    except OSError:
        return ""
    for file in sorted(files):
        loaded = ctypes.CDLL(file)
        for prefix, suffix in [("", ""), ("", "64_"), ("scipy_", "64_"), ("scipy_", "")]:
            core = getattr(loaded, f"{prefix}openblas_get_corename{suffix}", None)
            if core is not None:
                core.restype = ctypes.c_char_p
                return f", {file} {core().decode()}"
    return ""


if __name__ == "__main__":
    serve(
        f"NumPy {np.__version__}{library()}",
        train=prepare_training,
        product=prepare_product,
        predict=prepare_prediction,
    )
