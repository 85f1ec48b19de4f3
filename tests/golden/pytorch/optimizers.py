"""Writes `optimizers.json`: where 50 steps of PyTorch's optimizers lead, in float64.

    /usr/bin/python3 tests/golden/pytorch/optimizers.py > tests/golden/pytorch/optimizers.json

A network 3-4-2 of tanh and linear learns 8 examples by half the sum of squared errors, its mean over the
batch. All numbers at the start are multiples of 1/128, so that they are exact in both languages.
PyTorch 1.13 has no Lion; that is the paper's listing, by hand.
"""

import json
import sys

import torch

torch.set_default_dtype(torch.float64)


def numbers(rows, columns, seed):
    """Multiples of 1/128 from -0.5 to 0.5."""
    count = rows * columns
    return [((i * 37 + seed * 61) % 129 - 64) / 128 for i in range(count)]


def matrix(rows, columns, seed):
    return torch.tensor(numbers(rows, columns, seed)).reshape(rows, columns)


class Lion(torch.optim.Optimizer):
    """X. Chen et al.: Symbolic discovery of optimization algorithms. 2023, program 1."""

    def __init__(self, parameters, lr, betas):
        super().__init__(parameters, dict(lr=lr, betas=betas))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            for p in group["params"]:
                m = self.state[p].setdefault("m", torch.zeros_like(p))
                p -= group["lr"] * torch.sign(beta1 * m + (1 - beta1) * p.grad)
                m.mul_(beta2).add_(p.grad, alpha=1 - beta2)


def run(make):
    parameters = [matrix(4, 3, 1), matrix(1, 4, 2), matrix(2, 4, 3), matrix(1, 2, 4)]
    for parameter in parameters:
        parameter.requires_grad_()
    w1, b1, w2, b2 = parameters
    x, y = matrix(8, 3, 5), matrix(8, 2, 6)
    optimizer = make(parameters)
    for _ in range(50):
        optimizer.zero_grad()
        outputs = torch.tanh(x @ w1.T + b1) @ w2.T + b2
        ((outputs - y) ** 2 / 2).sum(1).mean().backward()
        optimizer.step()
    return [number for parameter in parameters for number in parameter.flatten().tolist()]


optim = torch.optim
RUNS = {
    "momentum": lambda p: optim.SGD(p, lr=0.1, momentum=0.9),
    "nesterov": lambda p: optim.SGD(p, lr=0.1, momentum=0.9, nesterov=True),
    # At a rate of 0.01 it swings about the minimum, and roundings grow to 1e-9.
    "rmsprop": lambda p: optim.RMSprop(p, lr=1 / 512, alpha=0.9, eps=1e-8),
    "adam": lambda p: optim.Adam(p, lr=0.01),
    "adagrad": lambda p: optim.Adagrad(p, lr=0.05),
    "adadelta": lambda p: optim.Adadelta(p, lr=1),
    # The loop over single tensors multiplies by mu twice (pytorch/pytorch#92699, mended in 2.0).
    "nadam": lambda p: optim.NAdam(p, lr=0.01, foreach=True),
    "amsgrad": lambda p: optim.Adam(p, lr=0.01, amsgrad=True),
    "lion": lambda p: Lion(p, lr=1 / 128, betas=(0.9, 0.99)),
}

json.dump({name: run(make) for name, make in RUNS.items()}, sys.stdout, indent=1)
print()
