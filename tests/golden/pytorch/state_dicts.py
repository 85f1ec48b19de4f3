"""Writes `state_dicts.json`: parameters of PyTorch's modules as safetensors, and what they give.

    /usr/bin/python3 tests/golden/pytorch/state_dicts.py > tests/golden/pytorch/state_dicts.json

The modules compute in float64 with the numbers of the file. Images are channels first; inputs and outputs
here are rows with channels last. The classes are those of docs/models.md.
"""

import base64
import json
import struct
import sys

import torch
from torch import nn

torch.set_grad_enabled(False)
torch.manual_seed(42)

TYPES = {"float64": "F64", "float32": "F32", "float16": "F16", "bfloat16": "BF16", "int64": "I64"}


class Recurrent:
    def __init__(self, features, units, sequences):
        super().__init__(features, units, batch_first=True)
        self.sequences = sequences

    def forward(self, x):
        outputs, _ = super().forward(x)
        return outputs if self.sequences else outputs[:, -1]


class LSTM(Recurrent, nn.LSTM): pass
class GRU(Recurrent, nn.GRU): pass


class SelfAttention(nn.MultiheadAttention):
    def __init__(self, features, heads, causal):
        super().__init__(features, heads, batch_first=True)
        self.causal = causal

    def forward(self, x):
        mask = torch.ones(x.shape[1], x.shape[1], dtype=torch.bool).triu(1) if self.causal else None
        return super().forward(x, x, x, attn_mask=mask, need_weights=False)[0]


class Residual(nn.Sequential):
    def forward(self, x):
        return x + super().forward(x)


class Turned(nn.Sequential):
    def forward(self, x):
        return super().forward(x.movedim(1, -1)).movedim(-1, 1)


# The shape of the inputs, channels last, the type of the file, and the modules.
CASES = [
    ([2], "float32", "nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Dropout(0.5), nn.Linear(3, 2), "
     "nn.Softmax(dim=1))"),
    ([4, 5, 2], "float16", "nn.Sequential(nn.Conv2d(2, 3, (3, 3), stride=(1, 1), padding=(1, 1)), nn.ReLU(), "
     "nn.BatchNorm2d(3, eps=0.00001, momentum=0.1), nn.MaxPool2d((2, 2), stride=(2, 2), padding=(0, 0)), "
     "nn.Flatten(), nn.BatchNorm1d(12, eps=0.00001, momentum=0.1), Residual(nn.Linear(12, 12), nn.ReLU()), "
     "nn.Linear(12, 2, bias=False))"),
    ([3], "bfloat16", "nn.Sequential(nn.Linear(3, 8), nn.Unflatten(1, (2, 2, 2)), "
     "nn.ConvTranspose2d(2, 3, (3, 3), stride=(2, 1), padding=(0, 1), output_padding=(0, 0)), "
     "nn.ZeroPad2d((0, 0, 0, -1)), nn.PReLU(3))"),
    ([4], "float32", "nn.Sequential(nn.Embedding(5, 2), LSTM(2, 3, sequences=True), "
     "GRU(3, 2, sequences=False))"),
    ([3, 4], "float64", "nn.Sequential(SelfAttention(4, 2, causal=True), nn.LayerNorm(4, eps=0.00001), "
     "Turned(nn.BatchNorm1d(4, eps=0.00001, momentum=0.1)), "
     "nn.Flatten(), nn.Linear(12, 3), Residual(nn.Linear(3, 3), nn.GELU()))"),
]


def safetensors(state, kind):
    """A file without metadata, in the order of the reference: larger elements first, then by name."""
    header, data = {}, b""
    tensors = {name: t.to(getattr(torch, kind)) if t.is_floating_point() else t for name, t in state.items()}
    for name, t in sorted(tensors.items(), key=lambda item: (-item[1].element_size(), item[0])):
        raw = (t.view(torch.int16) if t.dtype == torch.bfloat16 else t).numpy().tobytes()
        dtype = TYPES[str(t.dtype)[6:]]
        header[name] = dict(dtype=dtype, shape=list(t.shape), data_offsets=[len(data), len(data) + len(raw)])
        data += raw
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + data


def case(shape, kind, code):
    net = eval(code).double().eval()
    for name, value in net.state_dict().items():
        if not value.is_floating_point():
            continue
        drawn = torch.rand_like(value) + (0.5 if name.endswith("var") else -0.5)
        value.copy_(drawn.to(getattr(torch, kind)).double())
    inputs = torch.rand(2, *shape, dtype=torch.float64) * 2 - 1
    if "Embedding" in code:
        inputs = torch.randint(5, (2, *shape)).double()
    x = inputs.permute(0, 3, 1, 2) if len(shape) == 3 else inputs
    y = net(x.long() if "Embedding" in code else x)
    outputs = (y.permute(0, 2, 3, 1) if y.dim() == 4 else y).flatten()
    file = base64.b64encode(safetensors(net.state_dict(), kind)).decode()
    return dict(code=code, type=kind, file=file, inputs=inputs.flatten().tolist(), outputs=outputs.tolist())


if __name__ == "__main__":
    json.dump(dict(torch=torch.__version__, cases=[case(*each) for each in CASES]), sys.stdout, indent=1)
    print()
