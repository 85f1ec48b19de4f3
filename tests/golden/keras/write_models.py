"""Writes the files of this folder by h5py in the layouts that Keras publishes, as Keras itself was not
installed: run it there by a Python that has h5py and NumPy.

The models and their outputs are those that TensorFlow.js saved, in ../tensorflow_js/models.json, but for
the GRU, whose outputs are computed here by Keras's equations (reset_after).
"""

import base64
import io
import json
import zipfile

import h5py
import numpy as np

with open("../tensorflow_js/models.json") as file:
    MODELS = {model["name"]: model for model in json.load(file)}


def weights_of(model):
    """The arrays by the names LAYER/ARRAY."""
    flat = np.frombuffer(base64.b64decode(model["weights"]), "<f4")
    arrays, at = {}, 0
    for spec in model["file"]["weightsManifest"][0]["weights"]:
        size = int(np.prod(spec["shape"]))
        arrays[spec["name"]] = flat[at : at + size].reshape(spec["shape"])
        at += size
    return arrays


def write_legacy(name, model):
    """A whole model as Keras 2 saves it to HDF5."""
    topology = model["file"]["modelTopology"]
    arrays = weights_of(model)
    config = {"class_name": topology["class_name"], "config": topology["config"]}
    with h5py.File(f"{name}.h5", "w") as file:
        file.attrs["keras_version"] = b"2.15.0"
        file.attrs["backend"] = b"tensorflow"
        file.attrs["model_config"] = json.dumps(config).encode()
        group = file.create_group("model_weights")
        names = [layer["config"]["name"] for layer in config["config"]["layers"]]
        group.attrs["layer_names"] = [each.encode() for each in names]
        for each in names:
            own = [key for key in arrays if key.startswith(each + "/")]
            layer = group.create_group(each)
            layer.attrs["weight_names"] = [f"{key}:0".encode() for key in own]
            for key in own:
                layer.create_dataset(f"{key}:0", data=arrays[key])


SNAKE = {
    "Dense": "dense",
    "BatchNormalization": "batch_normalization",
    "Conv2D": "conv2d",
    "Conv2DTranspose": "conv2d_transpose",
    "PReLU": "p_re_lu",
    "Embedding": "embedding",
    "LSTM": "lstm",
    "GRU": "gru",
    "LayerNormalization": "layer_normalization",
}


def keras3_layer(layer):
    """A layer in the words of Keras 3."""
    config = dict(layer["config"])
    shape = config.pop("batch_input_shape", None)
    if shape is not None:
        config["batch_shape"] = shape
    if "alpha" in config and layer["class_name"] == "LeakyReLU":
        config["negative_slope"] = config.pop("alpha")
    made = {
        "module": "keras.layers",
        "class_name": layer["class_name"],
        "config": {**config, "dtype": {"module": "keras", "class_name": "DTypePolicy",
                                       "config": {"name": "float32"}, "registered_name": None}},
        "registered_name": None,
    }
    if "inbound_nodes" in layer:
        made["name"] = config["name"]
        made["inbound_nodes"] = [keras3_node(node) for node in layer["inbound_nodes"]]
    return made


def keras3_node(node):
    tensors = [
        {"class_name": "__keras_tensor__",
         "config": {"shape": [None], "dtype": "float32", "keras_history": [name, 0, 0]}}
        for name, *_ in node
    ]
    return {"args": [tensors if len(tensors) > 1 else tensors[0]], "kwargs": {}}


def write_archive(name, topology, arrays):
    """A model as Keras 3 saves it."""
    config = dict(topology["config"])
    config["layers"] = [keras3_layer(layer) for layer in config["layers"]]
    if topology["class_name"] == "Sequential":
        first = config["layers"][0]["config"]
        shape = first.pop("batch_shape")
        config["layers"].insert(0, {
            "module": "keras.layers", "class_name": "InputLayer",
            "config": {"batch_shape": shape, "dtype": "float32", "name": "input_layer"},
            "registered_name": None,
        })
    else:
        config["input_layers"], config["output_layers"] = (
            config[part][0] for part in ("input_layers", "output_layers")
        )
    whole = {
        "module": "keras", "registered_name": None, "config": config,
        "class_name": "Functional" if topology["class_name"] == "Model" else "Sequential",
    }
    weights, counts = io.BytesIO(), {}
    with h5py.File(weights, "w") as file:
        file.create_group("vars")
        for layer in topology["config"]["layers"]:
            word = SNAKE.get(layer["class_name"], layer["class_name"].lower())
            count = counts[word] = counts.get(word, -1) + 1
            place = f"layers/{word}" if count == 0 else f"layers/{word}_{count}"
            file.create_group(f"{place}/vars")
            if word in ("lstm", "gru"):
                place += "/cell"
                file.create_group(f"{place}/vars")
            own = [key for key in arrays if key.startswith(layer["config"]["name"] + "/")]
            for i, key in enumerate(own):
                file[f"{place}/vars/{i}"] = arrays[key]
    with zipfile.ZipFile(f"{name}.keras", "w") as archive:
        for member, content in {
            "metadata.json": json.dumps({"keras_version": "3.3.3", "date_saved": ""}),
            "config.json": json.dumps(whole),
        }.items():
            with archive.open(zipfile.ZipInfo(member), "w") as part:
                part.write(content.encode())
        archive.writestr(zipfile.ZipInfo("model.weights.h5"), weights.getvalue())


def gru():
    """A GRU with the reset gate behind the product, and its outputs by Keras's equations."""
    steps, features, units = 3, 2, 2
    draw = np.random.default_rng(1)
    arrays = {
        "gru/kernel": draw.uniform(-1, 1, (features, 3 * units)).astype("<f4"),
        "gru/recurrent_kernel": draw.uniform(-1, 1, (units, 3 * units)).astype("<f4"),
        "gru/bias": draw.uniform(-1, 1, (2, 3 * units)).astype("<f4"),
    }
    inputs = draw.uniform(-1, 1, (2, steps, features)).astype("<f4")
    sigmoid = lambda x: 1 / (1 + np.exp(-x))
    kernel, recurrent, bias = (array.astype("f8") for array in arrays.values())
    h = np.zeros((2, units))
    for t in range(steps):
        x_z, x_r, x_h = np.split(inputs[:, t] @ kernel + bias[0], 3, axis=1)
        h_z, h_r, h_h = np.split(h @ recurrent + bias[1], 3, axis=1)
        z, r = sigmoid(x_z + h_z), sigmoid(x_r + h_r)
        h = z * h + (1 - z) * np.tanh(x_h + r * h_h)
    config = {"name": "gru", "units": units, "activation": "tanh", "recurrent_activation": "sigmoid",
              "use_bias": True, "return_sequences": False, "reset_after": True,
              "batch_input_shape": [None, steps, features]}
    topology = {"class_name": "Sequential",
                "config": {"name": "s", "layers": [{"class_name": "GRU", "config": config}]}}
    return topology, arrays, inputs.reshape(2, -1).tolist(), h.tolist()


write_legacy("dense", MODELS["dense"])
write_legacy("residual", MODELS["residual"])
for name in ("images", "steps", "residual"):
    write_archive(name, MODELS[name]["file"]["modelTopology"], weights_of(MODELS[name]))
topology, arrays, inputs, outputs = gru()
write_archive("gru", topology, arrays)
with open("gru.json", "w") as file:
    json.dump({"inputs": inputs, "outputs": outputs}, file)
