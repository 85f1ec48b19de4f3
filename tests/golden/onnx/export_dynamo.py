"""Writes dynamo.json: networks of PyTorch 2.14 by its default exporter (onnxscript 0.7), which keeps larger
tensors in a file beside the graph: python3 export_dynamo.py

`data` is that file, named by `beside`; `dims` are those of an example, `inputs` of two.
"""

import base64
import json
import pathlib
import sys
import tempfile

import onnx
import torch
from torch import nn

torch.manual_seed(1)
MODELS = {}


class Steps(nn.Module):
    """The last step of a recurrent layer, or its state at the end."""

    def __init__(self, layer, state=False):
        super().__init__()
        self.layer, self.state = layer, state

    def forward(self, x):
        outputs, state = self.layer(x)
        if not self.state:
            return outputs[:, -1]
        return (state[0] if isinstance(state, tuple) else state)[-1]


class Around(nn.Sequential):
    def forward(self, x):
        return x + super().forward(x)


def bare(path):
    """The file without the traces of Python's stack that each node has, and what follows from others."""
    model = onnx.load(path, load_external_data=False)
    for part in [model, model.graph, *model.graph.node, *model.graph.input, *model.graph.output,
                 *model.graph.initializer]:
        del part.metadata_props[:]
        part.ClearField("doc_string")
    del model.graph.value_info[:]
    return model.SerializeToString()


def words(tensor):
    return " ".join(repr(float(x)) for x in tensor.flatten())


def add(name, model, inputs, version):
    model.eval()
    with torch.no_grad(), tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "model.onnx"
        batch = ({0: torch.export.Dim("batch")},)
        torch.onnx.export(model, (inputs,), path, opset_version=version, dynamic_shapes=batch, verbose=False)
        outputs = model(inputs)
        beside = path.with_name("model.onnx.data")
        text = lambda data: base64.b64encode(data).decode()
        MODELS[name] = {
            "file": text(bare(path)), "data": text(beside.read_bytes()) if beside.exists() else "",
            "dims": list(inputs.shape[1:]), "inputs": words(inputs), "outputs": words(outputs),
        }


table = lambda rows, *sizes: torch.randint(0, rows, (2, *sizes))
add("softplus", nn.Sequential(nn.Linear(4, 80), nn.Softplus(), nn.Linear(80, 1), nn.Flatten(0)),
    torch.randn(2, 4), 18)
add("convolution", nn.Sequential(
    nn.Conv2d(2, 4, 3, padding=1, bias=False), nn.BatchNorm2d(4), nn.ReLU(), nn.AdaptiveAvgPool2d(1),
    nn.Flatten(), nn.Linear(4, 2)), torch.randn(2, 2, 5, 4), 20)
add("lstm", nn.Sequential(Steps(nn.LSTM(3, 4, 2, batch_first=True)), nn.Linear(4, 2)),
    torch.randn(2, 5, 3), 22)
add("gru", nn.Sequential(Steps(nn.GRU(3, 4, batch_first=True), True), nn.Linear(4, 2)),
    torch.randn(2, 5, 3), 23)
add("embedding", nn.Sequential(nn.Embedding(7, 3), Steps(nn.GRU(3, 4, batch_first=True))), table(7, 5), 18)
add("steps", nn.Sequential(
    Around(nn.LayerNorm(4), nn.Linear(4, 6), nn.GELU(), nn.Linear(6, 4)), nn.Flatten(), nn.Linear(12, 2)),
    torch.randn(2, 3, 4), 21)
add("decoder", nn.Sequential(
    nn.Linear(3, 12), nn.ReLU(), nn.Unflatten(1, (2, 2, 3)),
    nn.ConvTranspose2d(2, 2, 3, stride=2, padding=1, output_padding=1), nn.Tanh(),
    nn.ConvTranspose2d(2, 1, 5, stride=2, padding=2, output_padding=1), nn.Flatten()), torch.randn(2, 3), 20)


class Mean(nn.Module):
    def forward(self, x):
        return x.mean(1)


add("mean", nn.Sequential(nn.Embedding(7, 3), Mean(), nn.Linear(3, 2)), table(7, 5), 22)

path = pathlib.Path(sys.argv[0]).parent / "dynamo.json"
path.write_text(json.dumps(MODELS, indent=2) + "\n")
