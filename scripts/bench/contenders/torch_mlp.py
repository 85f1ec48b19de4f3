"""PyTorch as its tutorials have it: eager, torch.nn and torch.optim, on one thread."""

import time

import numpy as np
import torch
from torch import nn

from examples import inputs_of, labels_of, order_of, parameters_of
from serve import repeated, serve, warm_up

torch.set_num_threads(1)

ACTIVATIONS = {"tanh": nn.Tanh, "relu": nn.ReLU}
OPTIMIZERS = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}


def module_of(network):
    """The layers up to Z of the last, with the given parameters, of images with channels first."""
    modules, parameters = [], iter(parameters_of(network))
    for layer in network["layers"]:
        (height, width, channels), window = layer["from"], layer.get("window")
        if not modules and height > 1:
            modules.append(nn.Unflatten(1, (channels, height, width)))
        if "pool" in layer:
            modules.append(nn.MaxPool2d(layer["pool"]))
            continue
        weights, biases = next(parameters)
        seen = (window, window) if window else (height, width)
        weights = weights.reshape(len(biases), *seen, channels).transpose(0, 3, 1, 2)
        if window:
            made = nn.Conv2d(channels, len(biases), window)
        else:
            if height > 1:
                modules.append(nn.Flatten())
            made = nn.Linear(height * width * channels, len(biases))
        with torch.no_grad():
            made.weight.copy_(torch.from_numpy(weights.reshape(made.weight.shape)))
            made.bias.copy_(torch.from_numpy(biases))
        modules.append(made)
        if layer["activation"] in ACTIVATIONS:
            modules.append(ACTIVATIONS[layer["activation"]]())
    return nn.Sequential(*modules)


def prepare_training(work):
    columns, size, examples = work["network"]["inputs"], work["batchSize"], work["examples"]
    x = torch.from_numpy(np.ascontiguousarray(inputs_of(work["train"], columns)[:examples]))
    y = torch.from_numpy(labels_of(work["train"])[:examples].astype(np.int64))
    test_x = torch.from_numpy(inputs_of(work["test"], columns))
    test_y = torch.from_numpy(labels_of(work["test"]).astype(np.int64))
    order = torch.from_numpy(order_of(work).astype(np.int64))
    cost = nn.CrossEntropyLoss()

    def train(module, most=None):
        optimizer = OPTIMIZERS[work["optimizer"]](module.parameters(), lr=work["learningRate"])
        for epoch in order:
            for rows in epoch.split(size)[:most]:
                optimizer.zero_grad(set_to_none=True)
                cost(module(x[rows]), y[rows]).backward()
                optimizer.step()

    warm_up(lambda: train(module_of(work["network"]), 10))

    def run():
        module = module_of(work["network"])
        started = time.perf_counter()
        train(module)
        seconds = time.perf_counter() - started
        with torch.no_grad():
            logits = module(test_x)
            return {
                "seconds": seconds,
                "crossEntropy": float(cost(logits.double(), test_y)),
                "accuracy": float((logits.argmax(dim=1) == test_y).double().mean()),
            }

    return run


def prepare_product(work):
    size = work["size"]
    a, b = (
        torch.from_numpy(np.fromfile(work[name], np.float32).reshape(size, size))
        for name in ("a", "b")
    )
    out = torch.empty(size, size)
    return repeated(torch.inference_mode()(lambda: torch.mm(a, b, out=out)))


def prepare_prediction(work):
    module = nn.Sequential(*module_of(work["network"]), nn.Softmax(dim=1))
    x = torch.from_numpy(inputs_of(work["inputs"], work["network"]["inputs"])[: work["rows"]])
    return repeated(torch.inference_mode()(lambda: module(x)))


if __name__ == "__main__":
    serve(
        f"PyTorch {torch.__version__}, eager",
        train=prepare_training,
        product=prepare_product,
        predict=prepare_prediction,
    )
