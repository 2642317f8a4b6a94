"""Small files as PyTorch's exporter writes them, with inputs and the outputs that PyTorch computed.

Needs torch, onnx, onnxscript, numpy. Usage: python pytorch_files.py FOLDER
The files beside this script are one run with torch 2.15.0.
"""
import pathlib
import sys

import numpy as np
import onnx
import torch
from torch import nn
from torch.nn import functional as F

folder = pathlib.Path(sys.argv[1])
torch.manual_seed(0)


class Convolutional(nn.Module):
    """Batch norm, depthwise, group norm, squeeze and excitation, transposed convolution, resizing."""

    def __init__(self):
        super().__init__()
        self.stem, self.norm = nn.Conv2d(3, 8, 3, 2, 1, bias=False), nn.BatchNorm2d(8)
        self.norm.running_mean.uniform_(-0.5, 0.5)
        self.norm.running_var.uniform_(0.5, 2)
        self.depthwise, self.slope = nn.Conv2d(8, 8, 3, 1, 1, groups=8), nn.PReLU(8)
        self.pointwise, self.groups = nn.Conv2d(8, 12, 1), nn.GroupNorm(4, 12)
        self.gate, self.up, self.head = nn.Linear(12, 12), nn.ConvTranspose2d(12, 8, 2, 2), nn.Linear(32, 5)

    def forward(self, x):
        x = F.hardswish(self.norm(self.stem(x)))
        x = F.silu(self.groups(self.pointwise(self.slope(self.depthwise(x)))))
        x = x * torch.sigmoid(self.gate(x.mean((2, 3))))[:, :, None, None]
        x = F.interpolate(self.up(x), scale_factor=0.5, mode="bilinear")
        return self.head(F.adaptive_avg_pool2d(x, 2).flatten(1)).log_softmax(-1)


class Recurrent(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(4, 5, 2, batch_first=True, bidirectional=True)
        self.gru, self.head = nn.GRU(10, 6, batch_first=True), nn.Linear(6, 3)

    def forward(self, x):
        return self.head(self.gru(self.lstm(x)[0])[0][:, -1])


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        layer = nn.TransformerEncoderLayer(8, 2, 16, batch_first=True, activation="gelu", norm_first=True)
        self.embedding, self.head = nn.Embedding(20, 8), nn.Linear(8, 3)
        self.layers = nn.TransformerEncoder(layer, 1, enable_nested_tensor=False)

    def forward(self, x):
        return self.head(self.layers(self.embedding(x)).mean(1))


models = {
    "convolutional": (Convolutional(), torch.randn(2, 3, 16, 16)),
    "recurrent": (Recurrent(), torch.randn(2, 7, 4)),
    "encoder": (Encoder(), torch.randint(0, 20, (2, 6))),
}
for name, (model, x) in models.items():
    model.eval()
    np.save(folder / f"pytorch-{name}.input.npy", x.numpy())
    np.save(folder / f"pytorch-{name}.expected.npy", model(x).detach().numpy())
    batch = {0: torch.export.Dim("batch", min=1, max=64)}
    path = folder / f"pytorch-{name}.onnx"
    torch.onnx.export(model, (x,), path, dynamo=True, external_data=False, dynamic_shapes=(batch,))
    # Stack traces, which name the folders of whoever exports.
    file = onnx.load(path)
    for node in list(file.graph.node) + [node for function in file.functions for node in function.node]:
        node.ClearField("metadata_props")
    onnx.save(file, path)
