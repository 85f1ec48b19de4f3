"""Compares the gradients of random networks with PyTorch's autograd, in float64.

    deno run tests/golden/pytorch/random_networks.ts 200 > networks.json
    /usr/bin/python3 tests/golden/pytorch/random_networks.py < networks.json

Prints the largest difference of outputs, cost, gradients and running statistics, relative to the largest
number of each network, and ends with 1 if one is above 1e-12.
"""

import json
import sys
from collections import Counter

import torch
import torch.nn.functional as F

import layers

torch.set_default_dtype(torch.float64)

BOUND = 1e-12

ACTIVATIONS = {
    "linear": lambda z: z,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "softplus": F.softplus,
    "relu": torch.relu,
    "gelu": F.gelu,
    "silu": F.silu,
    "mish": F.mish,
    "elu": F.elu,
    "selu": F.selu,
    "softsign": F.softsign,
    "softmax": lambda z: torch.softmax(z.flatten(1), 1).reshape(z.shape),
}

LOSSES = {
    "sumOfSquaredErrors": lambda a, y: ((a - y) ** 2).sum(1) / 2,
    "meanSquaredError": lambda a, y: ((a - y) ** 2).mean(1),
    "logCosh": lambda a, y: torch.log(torch.cosh(a - y)).mean(1),
}


def matrix(given):
    numbers = torch.tensor(given["data"], dtype=torch.float64)
    return numbers.reshape(given["rows"], given["columns"])


def dense(named):
    def make(shape):
        biases = named.get("biases")

        def run(x, training):
            z = x.flatten(1) @ named["weights"].T
            return z if biases is None else z + biases

        return run, named, dict()

    return make


def stack(given, named, path=""):
    """The layers as one function, and what their running statistics are after it."""
    passes = [pass_of(layer, i, named, path) for i, layer in enumerate(given)]

    def run(x):
        for each in passes:
            x = each(x)
        return x

    return run, {name: value for each in passes for name, value in each.state.items()}


def pass_of(layer, i, named, path):
    kind, options, shape = layer["kind"], layer["options"], layer["shape"]
    prefix = f"{path}{i}."
    own = {name[len(prefix):]: value for name, value in named.items() if name.startswith(prefix)}
    if kind == "residual":
        inside, state = stack(options["layers"], named, prefix)
        run = lambda x, training: x + inside(x)
        state = {name[len(prefix):]: value for name, value in state.items()}
    elif kind in ("activation", "reshape", "flatten"):
        run, state = (lambda x, training: x), {}
    elif kind == "dense":
        run, _, state = dense(own)(shape)
    else:
        values = iter(own.values())
        # The functions of layers.py draw their parameters in the order of their names.
        layers.parameter = lambda rows, columns, seed: next(values)
        if kind == "batchNorm":
            run, _, state = batch_norm(own, options)(shape)
        elif kind == "layerNorm":
            run, _, state = layer_norm(own, options)(shape)
        else:
            run, _, state = MAKERS[kind](options, shape)
    f, out = ACTIVATIONS[layer["activation"]], layer["outputs"]

    def whole(x):
        z = run(x.reshape(x.shape[0], *shape), True)
        return f(z.reshape(x.shape[0], *out))

    whole.state = {prefix + name: value for name, value in state.items()}
    return whole


def layer_norm(named, options):
    def run(x, training):
        return F.layer_norm(x, x.shape[-1:], named["gains"][0], named["biases"][0], options["epsilon"])

    return lambda shape: (run, named, dict())


def batch_norm(named, options):
    def make(shape):
        means, variances = torch.zeros(shape[-1]), torch.ones(shape[-1])

        def run(x, training):
            rows = x.reshape(-1, shape[-1])
            return F.batch_norm(
                rows, means, variances, named["gains"][0], named["biases"][0], True,
                options["momentum"], options["epsilon"],
            ).reshape(x.shape)

        return run, named, dict(means=means, variances=variances)

    return make


MAKERS = {
    "conv2d": lambda options, shape: layers.convolution(options)(shape),
    "convTranspose2d": lambda options, shape: layers.transposed(options)(shape),
    "maxPool2d": lambda options, shape: layers.max_pool(options)(shape),
    "averagePool2d": lambda options, shape: layers.average_pool(options)(shape),
    "globalAveragePool": lambda options, shape: layers.global_average_pool(shape),
    "prelu": lambda options, shape: layers.prelu(options["shared"])(shape),
    "lstm": lambda options, shape: layers.recurrent(
        torch.nn.LSTM, 4, options["units"], options["returnSequences"]
    )(shape),
    "gru": lambda options, shape: layers.recurrent(
        torch.nn.GRU, 3, options["units"], options["returnSequences"]
    )(shape),
    "selfAttention": lambda options, shape: layers.attention(options["heads"], options["causal"])(shape),
}


def compare(net):
    """The largest difference relative to the largest number, and of what."""
    named = {name: matrix(value).requires_grad_() for name, value in net["parameters"].items()}
    run, state = stack(net["layers"], named)
    inputs, targets = matrix(net["inputs"]), matrix(net["targets"])
    outputs = run(inputs).flatten(1)
    cost = LOSSES[net["loss"]](outputs, targets).mean()
    cost.backward()
    pairs = {
        "outputs": [(outputs.detach(), matrix(net["outputs"]))],
        "cost": [(cost.detach(), torch.tensor(net["cost"]))],
        "state": [(value, matrix(net["state"][name])[0]) for name, value in state.items()],
        # Relative to the largest of all gradients: some are 0 but for rounding, below a batch norm.
        "gradients": [(value.grad, matrix(net["gradients"][name])) for name, value in named.items()],
    }
    found = []
    for what, each in pairs.items():
        if each:
            largest = max(float(x.abs().max()) for x, _ in each)
            found.append((max(float((x - y).abs().max()) for x, y in each) / max(largest, 1e-300), what))
    return max(found)


def main():
    networks = json.load(sys.stdin)
    found = [(*compare(net), net["words"]) for net in networks]
    kinds = Counter(kind for net in networks for kind in net["kinds"])
    print(f"{len(networks)} networks against PyTorch {torch.__version__}:", dict(kinds))
    worst = max(found)
    print(f"largest relative difference {worst[0]:.1e}, of {worst[1]}: {worst[2]}")
    above = [each for each in found if not each[0] <= BOUND]
    for each in above[:10]:
        print(f"above {BOUND}: {each[0]:.1e}, of {each[1]}: {each[2]}")
    return 1 if above else 0


sys.exit(main())
