"""Writes models.json: tiny ONNX files by PyTorch 1.13, and in the forms of tf2onnx and skl2onnx.

Needs torch, onnx and numpy. Each model has one example and its outputs, computed in float64.
"""

import base64
import io
import json
import pathlib
import sys
import warnings

import numpy as np
import torch
import torch.nn.functional as F
from onnx import TensorProto as T
from onnx import checker, helper, numpy_helper
from torch import nn

warnings.filterwarnings("ignore")
torch.manual_seed(0)
random = np.random.default_rng(0)
MODELS = {}


def add(name, file, x, y, channels_last=False):
    words = lambda a: " ".join(f"{v:.9g}" for v in np.asarray(a).ravel())
    MODELS[name] = {
        "file": base64.b64encode(file).decode(),
        "dims": list(x.shape[1:]),
        "channelsLast": channels_last,
        "inputs": words(x),
        "outputs": words(y),
    }


class View(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv, self.linear = nn.Conv2d(1, 2, 3), nn.Linear(8, 3)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv(x)), 2)
        return F.log_softmax(self.linear(x.view(x.size(0), -1)), dim=1)


class Around(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b, self.out = nn.Linear(4, 6), nn.Linear(6, 4), nn.Linear(4, 2)

    def forward(self, x):
        return 2 * torch.tanh(self.out(F.relu(x + self.b(F.relu(self.a(x))))))


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(2, 3, 3, padding=1)
        self.a, self.b = nn.Conv2d(3, 3, 3, padding=1), nn.Conv2d(3, 3, 3, padding=1)
        self.norm, self.last = nn.BatchNorm2d(3), nn.Linear(3, 2)

    def forward(self, x):
        x = F.relu(self.first(x))
        x = F.relu(x + self.b(F.relu(self.norm(self.a(x)))))
        return torch.sigmoid(self.last(F.adaptive_avg_pool2d(x, 1).flatten(1)))


S, L, C = nn.Sequential, nn.Linear, nn.Conv2d
PYTORCH = {
    "relu": (S(L(4, 8), nn.ReLU(), L(8, 3)), (4,)),
    "softmax": (S(L(4, 5), nn.Tanh(), L(5, 3), nn.Softmax(dim=1)), (4,)),
    "sigmoid": (S(L(4, 5), nn.Sigmoid(), L(5, 1), nn.Sigmoid()), (4,)),
    "unbiased": (S(L(4, 5, bias=False), nn.ELU(1.3), L(5, 2, bias=False)), (4,)),
    "leaky": (S(L(4, 5), nn.LeakyReLU(0.2), nn.Dropout(0.3), L(5, 4), nn.SELU(), nn.Softplus()), (4,)),
    "gelu": (S(L(4, 5), nn.GELU(), L(5, 4), nn.SiLU(), nn.Mish(), L(4, 2), nn.Hardswish()), (4,)),
    "gelu tanh": (S(L(4, 3), nn.GELU(approximate="tanh")), (4,)),
    "hard": (S(L(4, 5), nn.ReLU6(), nn.Hardsigmoid(), L(5, 4), nn.Softsign(), nn.CELU(0.8)), (4,)),
    "prelu": (S(L(4, 5), nn.PReLU(), L(5, 4), nn.PReLU(4)), (4,)),
    "batch norm": (S(nn.BatchNorm1d(4), L(4, 5), nn.BatchNorm1d(5), nn.ReLU(), L(5, 2)), (4,)),
    "layer norm": (S(L(4, 5), nn.LayerNorm(5), nn.ReLU(), L(5, 2)), (4,)),
    "flat image": (S(nn.Flatten(), L(24, 3)), (2, 3, 4)),
    "convolution": (S(C(1, 3, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), L(12, 3)), (1, 6, 6)),
    "padding": (S(C(3, 2, 3, padding=1), nn.BatchNorm2d(2), nn.ReLU(), nn.AvgPool2d(2), C(2, 2, (1, 2)),
                  nn.Flatten(), L(4, 3), nn.Softmax(dim=1)), (3, 4, 4)),
    "stride": (S(C(2, 2, 3, stride=2, padding=1), nn.ReLU(), C(2, 3, 3, stride=2, padding=1),
                 nn.AdaptiveAvgPool2d(1), nn.Flatten(), L(3, 2)), (2, 5, 6)),
    "norm of images": (S(nn.BatchNorm2d(2), C(2, 2, 2), nn.Sigmoid(), nn.Flatten(), nn.BatchNorm1d(8),
                         L(8, 2)), (2, 3, 3)),
    "groups": (S(C(4, 4, 3, groups=2, padding=1), nn.ReLU6(), C(4, 3, 1), nn.PReLU(3),
                 C(3, 2, 2, dilation=2), nn.Flatten(), L(8, 2)), (4, 4, 4)),
    "transposed": (S(C(1, 2, 3, padding=1), nn.ReLU(), nn.ConvTranspose2d(2, 2, 2, stride=2), C(2, 1, 1),
                     nn.Flatten()), (1, 3, 3)),
    "view": (View(), (1, 6, 6)),
    "around": (Around(), (4,)),
    "block": (Block(), (2, 4, 4)),
}
for name, (model, dims) in PYTORCH.items():
    for norm in model.modules():
        if isinstance(norm, (nn.BatchNorm1d, nn.BatchNorm2d)):
            for tensor, low, high in [
                (norm.running_mean, -1, 1), (norm.running_var, 0.5, 2),
                (norm.weight.data, 0.5, 1.5), (norm.bias.data, -1, 1),
            ]:
                tensor.uniform_(low, high)
    model.eval()
    x = torch.round(torch.randn(1, *dims).double() * 100) / 100
    file = io.BytesIO()
    torch.onnx.export(model, x.float(), file, opset_version=17 if name == "layer norm" else 13,
                      input_names=["x"], output_names=["y"],
                      dynamic_axes={"x": {0: "batch"}, "y": {0: "batch"}})
    with torch.no_grad():
        y = model.double()(x)
    add(f"PyTorch: {name}", file.getvalue(), x.numpy(), y.numpy())


def node(op, inputs, output, domain="", **attributes):
    return helper.make_node(op, inputs.split(), [output], name=f"{op}/{output}", domain=domain, **attributes)


def numbers(*shape):
    return random.normal(size=shape).astype(np.float32)


def written(nodes, tensors, dims, outputs, producer, strings=()):
    graph = helper.make_graph(
        nodes, "graph", [helper.make_tensor_value_info("x", T.FLOAT, ["batch", *dims])],
        [helper.make_tensor_value_info(name, kind, shape) for name, kind, shape in outputs],
        [numpy_helper.from_array(value, name) for name, value in tensors.items()] + list(strings))
    sets = [helper.make_opsetid("", 13), helper.make_opsetid("ai.onnx.ml", 1)]
    model = helper.make_model(graph, producer_name=producer, opset_imports=sets, ir_version=7)
    checker.check_model(model)
    return model.SerializeToString()


def softmax(z):
    powers = np.exp(z - z.max(1, keepdims=True))
    return powers / powers.sum(1, keepdims=True)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def relu(z):
    return np.maximum(z, 0)


ML = "ai.onnx.ml"
w, b, v, c = numbers(4, 6), numbers(6), numbers(6, 3), numbers(3)
x = np.round(numbers(1, 4).astype(float), 2)
hidden = relu(x @ w.astype(float) + b)
add("tf2onnx: dense", written([
    node("MatMul", "x w", "m"), node("Add", "m b", "a"), node("Relu", "a", "r"),
    node("MatMul", "r v", "n"), node("Add", "n c", "o"), node("Softmax", "o", "y", axis=-1),
], dict(w=w, b=b, v=v, c=c), [4], [("y", T.FLOAT, ["batch", 3])], "tf2onnx"), x, softmax(hidden @ v + c))

flat, bias = numbers(24, 3), numbers(3)
image = np.round(numbers(1, 2, 4, 3).astype(float), 2)
add("tf2onnx: flat image", written([
    node("Reshape", "x shape", "r"), node("MatMul", "r flat", "m"), node("Add", "m bias", "a"),
    node("Tanh", "a", "t"), node("Identity", "t", "y"),
], dict(flat=flat, bias=bias, shape=np.array([-1, 24])), [2, 4, 3], [("y", T.FLOAT, ["batch", 3])],
    "tf2onnx"), image, np.tanh(image.reshape(1, 24) @ flat.astype(float) + bias), True)

kernel, gain, offset, last = numbers(3, 2, 3, 3), numbers(1, 3, 1, 1), numbers(1, 3, 1, 1), numbers(12, 2)
image = np.round(numbers(1, 7, 8, 2).astype(float), 2)
seen = F.pad(torch.tensor(image.transpose(0, 3, 1, 2)).double(), (0, 1, 1, 1))
made = F.relu(F.conv2d(seen, torch.tensor(kernel).double(), stride=2)) * torch.tensor(gain) + torch.tensor(offset)
pooled = F.max_pool2d(made, 2).numpy().transpose(0, 2, 3, 1).reshape(1, 12)
add("tf2onnx: convolution", written([
    node("Transpose", "x", "t", perm=[0, 3, 1, 2]),
    node("Conv", "t kernel", "c", auto_pad="SAME_UPPER", strides=[2, 2], kernel_shape=[3, 3]),
    node("Relu", "c", "r"), node("Mul", "r gain", "m"), node("Add", "m offset", "a"),
    node("MaxPool", "a", "p", kernel_shape=[2, 2], strides=[2, 2], auto_pad="VALID"),
    node("Transpose", "p", "u", perm=[0, 2, 3, 1]), node("Reshape", "u shape", "f"),
    node("MatMul", "f last", "y"),
], dict(kernel=kernel, gain=gain, offset=offset, last=last, shape=np.array([-1, 12])), [7, 8, 2],
    [("y", T.FLOAT, ["batch", 2])], "tf2onnx"), image, pooled @ last.astype(float), True)

kernel = numbers(3, 1, 2, 2)
image = np.round(numbers(1, 4, 5, 1).astype(float), 2)
seen = torch.tensor(image.transpose(0, 3, 1, 2)).double() / 2 - 0.5
made = torch.sigmoid(F.conv2d(seen, torch.tensor(kernel).double())).mean((2, 3))
add("tf2onnx: global pool", written([
    node("Mul", "x half", "h"), node("Add", "h off", "s"), node("Transpose", "s", "t", perm=[0, 3, 1, 2]),
    node("Conv", "t kernel", "c", kernel_shape=[2, 2]), node("Sigmoid", "c", "g"),
    node("GlobalAveragePool", "g", "p"), node("Squeeze", "p axes", "y"),
], dict(half=np.float32(0.5), off=np.float32(-0.5), kernel=kernel, axes=np.array([2, 3])), [4, 5, 1],
    [("y", T.FLOAT, ["batch", 3])], "tf2onnx"), image, made, True)

mean, factor = numbers(4), np.abs(numbers(4)) + 0.5
names = helper.make_tensor("classes", T.STRING, [3], [b"setosa", b"versicolor", b"virginica"])
add("skl2onnx: scaled classes", written([
    node("Scaler", "x", "s", ML, offset=mean.tolist(), scale=factor.tolist()),
    node("Cast", "s", "k", to=1), node("MatMul", "k w", "m"), node("Add", "m b", "a"),
    node("Relu", "a", "r"), node("MatMul", "r v", "n"), node("Add", "n c", "o"),
    node("Softmax", "o", "p", axis=1), node("Identity", "p", "probabilities"),
    node("ArgMax", "p", "best", axis=1), node("ArrayFeatureExtractor", "classes best", "f", ML),
    node("Reshape", "f shape", "label"),
], dict(w=w, b=b[None], v=v, c=c[None], shape=np.array([-1])), [4],
    [("label", T.STRING, [None]), ("probabilities", T.FLOAT, [None, 3])], "skl2onnx", [names]),
    x, softmax(relu((x - mean.astype(float)) * factor @ w + b) @ v + c))

one, offset = numbers(6, 1), numbers(1, 1)
add("skl2onnx: two classes", written([
    node("Cast", "x", "k", to=1), node("MatMul", "k w", "m"), node("Add", "m b", "a"),
    node("Tanh", "a", "t"), node("MatMul", "t one", "n"), node("Add", "n offset", "o"),
    node("Sigmoid", "o", "p"), node("Sub", "unity p", "q"), node("Concat", "q p", "both", axis=1),
    node("ArgMax", "both", "best", axis=1), node("ArrayFeatureExtractor", "classes best", "f", ML),
    node("Cast", "f", "i", to=7), node("Reshape", "i shape", "label"),
    node("ZipMap", "both", "probabilities", ML, classlabels_int64s=[3, 7]),
], dict(w=w, b=b[None], one=one, offset=offset, unity=np.float32([1]), classes=np.array([3, 7], np.int32),
        shape=np.array([-1])), [4],
    [("label", T.INT64, [None]), ("both", T.FLOAT, [None, 2])], "skl2onnx"),
    x, sigmoid(np.tanh(x @ w.astype(float) + b) @ one + offset))

add("skl2onnx: regressor", written([
    node("Cast", "x", "k", to=1), node("MatMul", "k w", "m"), node("Add", "m b", "a"),
    node("Sigmoid", "a", "s"), node("MatMul", "s v", "n"), node("Add", "n c", "o"),
    node("Identity", "o", "i"), node("Reshape", "i shape", "y"),
], dict(w=w, b=b[None], v=v, c=c[None], shape=np.array([-1, 3])), [4], [("y", T.FLOAT, [None, 3])],
    "skl2onnx"), x, sigmoid(x @ w.astype(float) + b) @ v + c)

path = pathlib.Path(sys.argv[0]).parent / "models.json"
path.write_text(json.dumps(MODELS, indent=2) + "\n")
