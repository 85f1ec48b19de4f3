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


CASES = [
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


json.dump(dict(torch=torch.__version__, cases=[case(*each) for each in CASES]), sys.stdout, indent=1)
print()
