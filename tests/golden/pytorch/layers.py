"""Writes `layers.json`: what PyTorch's layers give, and their gradients, in float64.

    /usr/bin/python3 tests/golden/pytorch/layers.py > tests/golden/pytorch/layers.json

A linear layer from 2 inputs, the layer, and half the sum of squared errors, its mean over a batch of 5.
All given numbers are multiples of 1/128, so that they are exact in both languages.
"""

import json
import sys

import torch

torch.set_default_dtype(torch.float64)

BATCH, INPUTS = 5, 2


def matrix(rows, columns, seed):
    """Multiples of 1/128 from -0.5 to 0.5."""
    numbers = [((i * 37 + seed * 61) % 129 - 64) / 128 for i in range(rows * columns)]
    return torch.tensor(numbers).reshape(rows, columns)


def parameter(rows, columns, seed):
    return matrix(rows, columns, seed).requires_grad_()


def layer_norm(shape):
    gains, biases = parameter(1, shape[-1], 10), parameter(1, shape[-1], 11)

    def run(x, training):
        return torch.nn.functional.layer_norm(x, shape[-1:], gains[0], biases[0], 1e-5)

    return run, dict(gains=gains, biases=biases), dict()


def batch_norm(shape):
    gains, biases = parameter(1, shape[-1], 10), parameter(1, shape[-1], 11)
    norm = torch.nn.BatchNorm1d(shape[-1])

    def run(x, training):
        norm.train(training)
        norm.weight = torch.nn.Parameter(torch.ones(shape[-1]))
        norm.bias = torch.nn.Parameter(torch.zeros(shape[-1]))
        standard = norm(x.reshape(-1, shape[-1])).reshape(x.shape)
        return gains[0] * standard + biases[0]

    return run, dict(gains=gains, biases=biases), dict(
        means=norm.running_mean, variances=norm.running_var
    )


def recurrent(module, gates, units, sequences):
    def make(shape):
        net = module(shape[-1], units, batch_first=True)
        weights = parameter(gates * units, shape[-1], 10)
        recurrent = parameter(gates * units, units, 11)
        biases = parameter(1, gates * units, 12)
        named = dict(inputWeights=weights, recurrentWeights=recurrent, biases=biases)
        second = torch.zeros(gates * units)
        if gates == 3:
            named["candidateBiases"] = parameter(1, units, 13)
            second = torch.cat([torch.zeros(2 * units), named["candidateBiases"][0]])

        def run(x, training):
            values = [weights, recurrent, biases[0], second]
            state = torch.zeros(1, x.shape[0], units)
            flags = (True, 1, 0.0, training, False, True)
            if gates == 3:
                outputs, _ = torch.gru(x, state, values, *flags)
            else:
                outputs, _, _ = torch.lstm(x, (state, state), values, *flags)
            return outputs if sequences else outputs[:, -1]

        return run, named, dict()

    return make


def attention(heads, causal):
    def make(shape):
        steps, E = shape
        named = dict(
            projectionWeights=parameter(3 * E, E, 10),
            projectionBiases=parameter(1, 3 * E, 11),
            outputWeights=parameter(E, E, 12),
            outputBiases=parameter(1, E, 13),
        )
        mask = torch.full((steps, steps), float("-inf")).triu(1) if causal else None

        def run(x, training):
            y = x.transpose(0, 1)
            outputs, _ = torch.nn.functional.multi_head_attention_forward(
                y, y, y, E, heads,
                named["projectionWeights"], named["projectionBiases"][0], None, None, False, 0.0,
                named["outputWeights"], named["outputBiases"][0], attn_mask=mask,
            )
            return outputs.transpose(0, 1)

        return run, named, dict()

    return make


def padded(x, options, value):
    """An image, channels first, with the padding of TensorFlow."""
    if options["padding"] == "valid":
        return x
    sides = []
    for length, kernel, stride in zip(x.shape[2:], options["kernelSize"], options["stride"]):
        total = max((-(-length // stride) - 1) * stride + kernel - length, 0)
        sides = [total // 2, total - total // 2] + sides  # the last side comes first
    return torch.nn.functional.pad(x, sides, value=value)


def over_images(run):
    """A function of images, channels first, as one of images, channels last."""
    return lambda x, training: run(x.permute(0, 3, 1, 2)).permute(0, 2, 3, 1)


def convolution(options):
    filters, (height, width) = options["filters"], options["kernelSize"]

    def make(shape):
        weights = parameter(filters, height * width * shape[-1], 10)
        biases = None if options.get("unbiased") else parameter(1, filters, 11)

        def run(x):
            kernel = weights.reshape(filters, height, width, -1).permute(0, 3, 1, 2)
            bias = None if biases is None else biases[0]
            x = padded(x, options, 0)
            return torch.nn.functional.conv2d(x, kernel, bias, options["stride"])

        named = dict(weights=weights) if biases is None else dict(weights=weights, biases=biases)
        return over_images(run), named, dict()

    return make


def transposed(options):
    filters, (height, width), stride = options["filters"], options["kernelSize"], options["stride"]

    def make(shape):
        weights, biases = parameter(shape[-1], height * width * filters, 10), parameter(1, filters, 11)

        def run(x):
            kernel = weights.reshape(-1, height, width, filters).permute(0, 3, 1, 2)
            z = torch.nn.functional.conv_transpose2d(x, kernel, biases[0], stride)
            if options["padding"] == "valid":
                return z
            top, left = [(kernel - step) // 2 for kernel, step in zip((height, width), stride)]
            return z[:, :, top:, left:][:, :, : x.shape[2] * stride[0], : x.shape[3] * stride[1]]

        return over_images(run), dict(weights=weights, biases=biases), dict()

    return make


def max_pool(options):
    def run(x):
        x = padded(x, options, -torch.inf)
        return torch.nn.functional.max_pool2d(x, options["kernelSize"], options["stride"])

    return lambda shape: (over_images(run), dict(), dict())


def average_pool(options):
    def mean(x):
        x = padded(x, options, 0)
        return torch.nn.functional.avg_pool2d(x, options["kernelSize"], options["stride"])

    # Divided by the share of a window inside, so that zeros around the image do not count.
    return lambda shape: (over_images(lambda x: mean(x) / mean(torch.ones_like(x))), dict(), dict())


def global_average_pool(shape):
    return lambda x, training: x.mean(dim=(1, 2)), dict(), dict()


def prelu(shared):
    def make(shape):
        slopes = parameter(1, 1 if shared else shape[-1], 10)
        return lambda x, training: torch.where(x > 0, x, slopes[0] * x), dict(slopes=slopes), dict()

    return make


def embedding(options):
    def make(shape):
        weights = parameter(options["vocabulary"], options["size"], 10)

        def run(x, training):
            nearest = torch.ceil(x.detach() - 0.5).clamp(0, options["vocabulary"] - 1).long()
            # PyTorch has no gradient by indices; ours is 0.
            return torch.nn.functional.embedding(nearest, weights) + 0 * x[..., None]

        return run, dict(weights=weights), dict()

    return make


def unbiased_dense(shape):
    weights = parameter(3, torch.Size(shape).numel(), 10)
    return lambda x, training: x.flatten(1) @ weights.T, dict(weights=weights), dict()


# The kernel, the stride and the shape of the inputs.
WINDOWS = [
    ([3, 2], [2, 1], [5, 4, 2]),
    ([2, 3], [1, 2], [4, 5, 1]),
]
OVER_WINDOWS = [
    (dict(kernelSize=kernel, stride=stride, padding=padding), shape)
    for kernel, stride, shape in WINDOWS
    for padding in ["valid", "same"]
]

CASES = [
    *[
        ("conv2d", options, shape, convolution(options))
        for i, (windows, shape) in enumerate(OVER_WINDOWS)
        for options in [dict(windows, filters=1 + i % 3, **(dict(unbiased=True) if i % 4 == 3 else {}))]
    ],
    *[
        ("convTranspose2d", options, [2, 3, 2], transposed(options))
        for padding in ["valid", "same"]
        for options in [dict(kernelSize=[3, 2], stride=[2, 1], padding=padding, filters=2)]
    ],
    *[("maxPool2d", options, shape, max_pool(options)) for options, shape in OVER_WINDOWS],
    *[("averagePool2d", options, shape, average_pool(options)) for options, shape in OVER_WINDOWS],
    ("globalAveragePool", {}, [3, 2, 2], global_average_pool),
    ("prelu", dict(shared=False), [2, 2, 3], prelu(False)),
    ("prelu", dict(shared=True), [5], prelu(True)),
    *[
        ("embedding", options, [4], embedding(options))
        for options in [dict(vocabulary=3, size=2)]
    ],
    ("dense", dict(units=3, unbiased=True), [4], unbiased_dense),
    ("layerNorm", {}, [5], layer_norm),
    ("layerNorm", {}, [3, 4], layer_norm),
    ("batchNorm", {}, [4], batch_norm),
    ("batchNorm", {}, [2, 2, 3], batch_norm),
    *[
        (name, dict(units=3, returnSequences=sequences), [4, 2], recurrent(module, gates, 3, sequences))
        for name, module, gates in [("lstm", torch.nn.LSTM, 4), ("gru", torch.nn.GRU, 3)]
        for sequences in [False, True]
    ],
    *[
        ("selfAttention", dict(heads=2, causal=causal), [3, 4], attention(2, causal))
        for causal in [False, True]
    ],
]


def case(kind, options, shape, make):
    size = torch.Size(shape).numel()
    weights, biases = parameter(size, INPUTS, 1), parameter(1, size, 2)
    inputs = matrix(BATCH, INPUTS, 3)
    run, named, state = make(shape)
    outputs = run((inputs @ weights.T + biases).reshape(BATCH, *shape), True).reshape(BATCH, -1)
    targets = matrix(BATCH, outputs.shape[1], 4)
    (((outputs - targets) ** 2).sum() / 2 / BATCH).backward()
    after = {name: value.tolist() for name, value in state.items()}
    evaluated = run((inputs @ weights.T + biases).reshape(BATCH, *shape), False).reshape(BATCH, -1)
    return dict(
        kind=kind,
        options=options,
        shape=shape,
        outputs=outputs.flatten().tolist(),
        evaluated=evaluated.flatten().tolist(),
        below=dict(weights=weights.grad.flatten().tolist(), biases=biases.grad.flatten().tolist()),
        gradients={name: value.grad.flatten().tolist() for name, value in named.items()},
        state=after,
    )


if __name__ == "__main__":
    cases = [case(*each) for each in CASES]
    json.dump(dict(torch=torch.__version__, cases=cases), sys.stdout, indent=1)
    print()
