"""Reads the files of a work into NumPy arrays."""

import numpy as np


def inputs_of(file, columns):
    """Rows in float32, bytes as byte / 255."""
    if file["format"] == "float32":
        return np.fromfile(file["inputs"], np.float32).reshape(-1, columns)
    rows = np.fromfile(file["inputs"], np.uint8).reshape(-1, columns)
    return rows.astype(np.float32) / np.float32(255)


def labels_of(file):
    return np.fromfile(file["labels"], np.uint8)


def parameters_of(network):
    """[(W (units × inputs), b)] of the layers that have some, copies that may be changed."""
    numbers = np.fromfile(network["parameters"], np.float32)
    at, layers = 0, []
    for layer in network["layers"]:
        if "units" not in layer:
            continue
        (height, width, channels), units = layer["from"], layer["units"]
        inputs = layer.get("window", height) * layer.get("window", width) * channels
        weights = numbers[at : at + units * inputs].reshape(units, inputs).copy()
        at += units * inputs
        layers.append((weights, numbers[at : at + units].copy()))
        at += units
    return layers


def order_of(work):
    order = np.fromfile(work["order"], np.uint32).astype(np.intp)
    return order.reshape(work["epochs"], work["examples"])
