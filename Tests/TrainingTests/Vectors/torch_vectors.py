"""Numbers from PyTorch for TorchVectorTests: optimizer steps, losses with gradients, and whole small training runs.

    python3 torch_vectors.py > torch.json

Everything is computed in float64 and written as float32, so the numbers are exact to a unit in the last place.
Weights are written as Keiryo stores them: convolutions OHWI, matrices [outputs, inputs], images NHWC.
"""

import json
import math
import sys

import torch
from torch.nn import functional as F

torch.manual_seed(20)
torch.set_default_dtype(torch.float64)


def numbers(tensor):
    """Flat list of float32 values."""
    return [float(v) for v in tensor.detach().to(torch.float32).flatten().tolist()]


def single(*shape, scale=1.0):
    """Random numbers that float32 holds exactly."""
    return (torch.randn(*shape) * scale).to(torch.float32).to(torch.float64)


def optimizers():
    rules = {
        "sgd": dict(kind="sgd", lr=0.1, momentum=0.9, nesterov=False, weight_decay=0.01),
        "nesterov": dict(kind="sgd", lr=0.1, momentum=0.9, nesterov=True, weight_decay=0.01),
        "adam": dict(kind="adam", lr=0.01, weight_decay=0.1),
        "adamw": dict(kind="adamw", lr=0.01, weight_decay=0.1),
    }
    start, gradients = single(6), [single(6) for _ in range(4)]
    result = {"start": numbers(start), "gradients": [numbers(g) for g in gradients], "after": {}}
    for name, rule in rules.items():
        w = start.clone().requires_grad_()
        if rule["kind"] == "sgd":
            made = torch.optim.SGD(
                [w], rule["lr"], momentum=rule["momentum"], nesterov=rule["nesterov"],
                weight_decay=rule["weight_decay"])
        else:
            maker = torch.optim.Adam if rule["kind"] == "adam" else torch.optim.AdamW
            made = maker([w], rule["lr"], weight_decay=rule["weight_decay"])
        for g in gradients:
            w.grad = g.clone()
            made.step()
        result["after"][name] = numbers(w)
    return result


def training(rule):
    """Five steps of the whole batch: label smoothing, batch normalization, clipping, decay of matrices only."""
    count, classes = 12, 4
    x, labels = single(count, 6, 6, 2), torch.randint(0, classes, (count,))
    p = {
        "conv1.weight": single(5, 3, 3, 2, scale=0.4), "norm1.scale": 1 + single(5, scale=0.2),
        "norm1.bias": single(5, scale=0.2), "dense1.weight": single(classes, 45, scale=0.2),
        "dense1.bias": single(classes, scale=0.1),
    }
    start = {name: numbers(value) for name, value in p.items()}
    p = {name: torch.tensor(start[name]).reshape(value.shape).requires_grad_() for name, value in p.items()}
    mean, variance = torch.zeros(5), torch.ones(5)
    groups = [
        {"params": [v for v in p.values() if v.dim() > 1], "weight_decay": 0.05},
        {"params": [v for v in p.values() if v.dim() == 1], "weight_decay": 0.0},
    ]
    if rule == "sgd":
        made = torch.optim.SGD(groups, 0.2, momentum=0.9, nesterov=True)
    else:
        # With the usual 1e-8 a gradient of rounding errors alone would move a weight by a whole step.
        made = torch.optim.AdamW(groups, 0.02, eps=1e-2)
    losses = []
    for _ in range(5):
        y = F.conv2d(x.permute(0, 3, 1, 2), p["conv1.weight"].permute(0, 3, 1, 2), padding=1)
        y = F.batch_norm(y, mean, variance, p["norm1.scale"], p["norm1.bias"], training=True, momentum=0.1, eps=1e-5)
        y = F.max_pool2d(F.relu(y), 2).permute(0, 2, 3, 1).reshape(count, -1)
        loss = F.cross_entropy(y @ p["dense1.weight"].T + p["dense1.bias"], labels, label_smoothing=0.1)
        made.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(list(p.values()), 0.5)
        made.step()
        losses.append(float(loss.detach()))
    after = {name: numbers(value) for name, value in p.items()}
    after["norm1.mean"], after["norm1.variance"] = numbers(mean), numbers(variance)
    return {"images": numbers(x), "labels": labels.tolist(), "start": start, "losses": losses, "after": after}


def detection():
    """One image with two objects, one empty; 2 x 3 cells, three classes."""
    grid, boxes = (2, 2, 3, 8), [[(1, 0.1, 0.05, 0.5, 0.4), (2, 0.55, 0.5, 0.95, 0.9)], []]
    z = single(*grid, scale=1.5).requires_grad_()
    rows, columns = grid[1:3]
    loss = torch.zeros(())
    object_map = torch.zeros(grid[:3])
    for image, objects in enumerate(boxes):
        for label, left, top, right, bottom in objects:
            x, y = (left + right) / 2 * columns, (top + bottom) / 2 * rows
            cell = z[image, int(y), int(x)]
            object_map[image, int(y), int(x)] = 1
            centre = torch.stack([torch.sigmoid(cell[1]) - (x - int(x)), torch.sigmoid(cell[2]) - (y - int(y))])
            size = torch.stack(
                [cell[3] - math.log((right - left) * columns), cell[4] - math.log((bottom - top) * rows)])
            both = torch.cat([centre, size])
            loss = loss + 5 * F.smooth_l1_loss(both, torch.zeros(4), reduction="sum")
            loss = loss + F.cross_entropy(cell[None, 5:], torch.tensor([label]))
    loss = loss + F.binary_cross_entropy_with_logits(z[..., 0], object_map, reduction="sum")
    loss = loss / grid[0]
    loss.backward()
    return {"logits": numbers(z), "boxes": boxes, "loss": float(loss.detach()), "gradient": numbers(z.grad)}


def transformer():
    """A causal transformer of one block: loss of the next token, some of which do not count, and all gradients."""
    vocabulary, length, width, heads, count = 7, 5, 8, 2, 3
    tokens = torch.randint(0, vocabulary, (count, length))
    following = torch.randint(0, vocabulary, (count, length))
    following[0, 1] = following[2, 4] = -1
    shapes = {
        "embedding1.weight": (vocabulary, width), "position1.weight": (length, width),
        "layernorm1.scale": (width,), "layernorm1.bias": (width,), "layernorm2.scale": (width,),
        "layernorm2.bias": (width,), "layernorm3.scale": (width,), "layernorm3.bias": (width,),
    }
    for index in (1, 2, 3, 4):
        shapes[f"dense{index}.weight"], shapes[f"dense{index}.bias"] = (width, width), (width,)
    shapes["dense5.weight"], shapes["dense5.bias"] = (4 * width, width), (4 * width,)
    shapes["dense6.weight"], shapes["dense6.bias"] = (width, 4 * width), (width,)
    shapes["dense7.weight"], shapes["dense7.bias"] = (vocabulary, width), (vocabulary,)
    p = {name: (single(*shape, scale=0.4) + (1 if name.endswith("scale") else 0)) for name, shape in shapes.items()}
    start = {name: numbers(value) for name, value in p.items()}
    p = {name: torch.tensor(start[name]).reshape(value.shape).requires_grad_() for name, value in p.items()}

    def dense(x, index):
        return x @ p[f"dense{index}.weight"].T + p[f"dense{index}.bias"]

    def norm(x, index):
        return F.layer_norm(x, (width,), p[f"layernorm{index}.scale"], p[f"layernorm{index}.bias"])

    x = p["embedding1.weight"][tokens] + p["position1.weight"]
    y = norm(x, 1)
    q, k, v = (dense(y, i).reshape(count, length, heads, -1).transpose(1, 2) for i in (1, 2, 3))
    mixed = F.scaled_dot_product_attention(q, k, v, is_causal=True)
    x = x + dense(mixed.transpose(1, 2).reshape(count, length, width), 4)
    x = x + dense(F.gelu(dense(norm(x, 2), 5)), 6)
    logits = dense(norm(x, 3), 7)
    loss = F.cross_entropy(logits.reshape(-1, vocabulary), following.flatten(), ignore_index=-1)
    loss.backward()
    return {
        "tokens": tokens.flatten().tolist(), "next": following.flatten().tolist(), "start": start,
        "loss": float(loss.detach()), "gradients": {name: numbers(value.grad) for name, value in p.items()},
    }


result = {
    "torch": torch.__version__, "optimizers": optimizers(), "sgd": training("sgd"), "adamw": training("adamw"),
    "detection": detection(), "transformer": transformer(),
}
json.dump(result, sys.stdout, separators=(",", ":"))
print()
