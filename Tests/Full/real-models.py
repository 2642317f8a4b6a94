"""Compresses PyTorch's files on MNIST with `keiryo` and holds the result against the budget of the README's main job."""

import gzip
import json
import os
import subprocess
import sys

import numpy as np

program, data, folder = sys.argv[1:4]
RECIPE = """name: small-and-fast
stages:
  - prune-channels: {ratio: 0.5}
  - train: {epochs: 3, learningRate: 0.003, distill: {temperature: 4, weight: 0.9}}
  - quantize: {calibration: percentile}
measure: {pairs: 40, seconds: 2}
"""
# Logits in another order of summation; a share of the bytes; times as fast, low end; points of accuracy lost.
LOGITS, BYTES, RATIO, DROP = 1e-4, 0.20, 3.0, 0.01


def keiryo(*arguments):
    done = subprocess.run([program, *arguments], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"    keiryo {' '.join(arguments[:1])}: {done.stderr.strip()}")
    return done.stdout


with gzip.open(f"{data}/data/mnist/t10k-images-idx3-ubyte.gz") as file:
    pixels = np.frombuffer(file.read(), np.uint8, offset=16).reshape(-1, 1, 1, 28, 28)[:1000]
images = os.path.join(folder, "images")
os.makedirs(images)
for index, image in enumerate(pixels):
    np.save(f"{images}/{index:04}.npy", ((image.astype(np.float32) / 255 - 0.1307) / 0.3081).astype(np.float32))
recipe = os.path.join(folder, "recipe.yml")
with open(recipe, "w") as file:
    file.write(RECIPE)
with open(f"{data}/models/pytorch/accuracy.json") as file:
    published = json.load(file)

failed = False
for name in ("lenet", "resnet8", "mobilenet"):
    model = f"{data}/models/pytorch/{name}_mnist.onnx"
    logits = os.path.join(folder, "logits")
    keiryo("run", model, "--inputs", images, "--outputs", logits)
    ours = np.concatenate([np.load(f"{logits}/{index:04}.npy") for index in range(len(pixels))])
    difference = float(np.abs(ours - np.load(f"{data}/models/pytorch/{name}_mnist.logits1000.npy")).max())

    out = os.path.join(folder, name)
    keiryo("compress", recipe, model, "--data", f"mnist:{data}/data/mnist", "--out", out, "--json")
    with open(os.path.join(out, "report.json")) as file:
        rows = json.load(file)["rows"]
    first, last = rows[0], rows[-1]
    share = last["model"]["fileBytes"] / os.path.getsize(model)
    before, after = (row["accuracy"]["correct"] / row["accuracy"]["count"] for row in (first, last))
    ratio = last["comparison"]["ratio"]
    print(
        f"    {name}: logits {difference:.1e}, accuracy {before:.2%} (PyTorch {published[name]['test_accuracy']:.2%}), "
        f"then {share:.1%} of the bytes, {ratio['estimate']:.2f} [{ratio['low']:.2f}, {ratio['high']:.2f}] times as "
        f"fast, {after:.2%}"
    )
    kept = difference <= LOGITS and abs(before - published[name]["test_accuracy"]) < 1e-9
    failed = failed or not (kept and share <= BYTES and ratio["low"] >= RATIO and before - after <= DROP)
sys.exit(1 if failed else 0)
