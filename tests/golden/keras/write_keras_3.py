"""Writes keras_3.json and the files keras_3_*, by Keras 3.15 itself (any backend): python3 write_keras_3.py

Each model has two examples and its outputs; weights are drawn, so that none is as it was initialized.
"""

import json

import numpy as np
from keras import Input, Model, Sequential
from keras import layers as L

draw = np.random.default_rng(1)
MODELS = {}


def save(name, model, inputs):
    weights = [draw.uniform(0.2, 1, array.shape) for array in model.get_weights()]
    kept = [i for i, v in enumerate(model.weights) if "seed" in v.path or v.path.startswith("normalization/")]
    for i in kept:
        weights[i] = model.get_weights()[i]
    model.set_weights(weights)
    model.save(f"keras_3_{name}")
    outputs = np.asarray(model(inputs, training=False), "f8")
    MODELS[f"keras_3_{name}"] = {"inputs": inputs.reshape(2, -1).tolist(), "outputs": outputs.reshape(2, -1).tolist()}


normalized = L.Normalization()
normalized.adapt(draw.normal(3, 2, (40, 5, 4, 2)).astype("f4"))
image = Input((5, 4, 2))
body = Sequential([L.Conv2D(3, 2), L.BatchNormalization(), L.ReLU(), Sequential([L.Conv2D(3, 1)])], name="body")
x = body(L.Rescaling(0.5, offset=1)(normalized(L.RandomFlip()(image))))
x = L.Dense(2, activation=L.LeakyReLU(0.1))(L.GlobalAveragePooling2D()(x))
picture = Model(image, x)
pixels = draw.integers(0, 9, (2, 5, 4, 2)).astype("f4")
for ending in ("keras", "h5"):
    save(f"prepared.{ending}", picture, pixels)

steps = Sequential([
    Input((3, 2)), L.Dense(4, activation="tanh"), L.GaussianNoise(0.1), L.LSTM(3, dropout=0.1), L.Dense(1),
], name="a b")
save("steps.keras", steps, draw.uniform(-1, 1, (2, 3, 2)).astype("f4"))

adapted = Sequential([Input((2,)), L.Dense(3), L.Dense(2)])
adapted.layers[0].enable_lora(1)
save("lora.h5", adapted, draw.uniform(-1, 1, (2, 2)).astype("f4"))

words = Sequential([
    Input((6,), dtype="int32"), L.Embedding(5, 3), L.Conv1D(4, 3, padding="same", activation="relu"),
    L.MaxPooling1D(2), L.Conv1D(3, 2), L.GlobalMaxPooling1D(), L.Dense(2),
])
save("words.keras", words, draw.integers(0, 5, (2, 6)).astype("i4"))
mean = Sequential([Input((4, 3)), L.AveragePooling1D(3, 1, "same"), L.GlobalAveragePooling1D(), L.Dense(2)])
save("mean.keras", mean, draw.uniform(-1, 1, (2, 4, 3)).astype("f4"))

with open("keras_3.json", "w") as file:
    json.dump(MODELS, file, indent=2)
    file.write("\n")
