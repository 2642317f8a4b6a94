"""Runs every model of a compression in Keiryo and in ONNX Runtime on the same images and compares the logits."""

import glob
import os
import subprocess
import sys

import numpy as np
import onnxruntime

program, folder, preset = sys.argv[1:4]
random = np.random.default_rng(7)
images = os.path.join(folder, "images")
os.makedirs(images, exist_ok=True)
count = 200
for index in range(count):
    # Bright strokes on a dark ground with some noise, normalized as the glyphs are.
    image = random.uniform(0, 0.15, (16, 16))
    for _ in range(3):
        row, column, length = random.integers(0, 12), random.integers(0, 12), random.integers(4, 12)
        if random.random() < 0.5:
            image[row : row + length, column : column + 2] = random.uniform(0.6, 1)
        else:
            image[row : row + 2, column : column + length] = random.uniform(0.6, 1)
    np.save(f"{images}/{index:03}.npy", ((image - 0.196) / 0.170).astype(np.float32).reshape(1, 16, 16, 1))

# The model as it was trained, then one file per stage of the recipe.
for model in [os.path.join(folder, preset + ".onnx")] + sorted(glob.glob(os.path.join(folder, preset, "*.onnx"))):
    ours = os.path.join(folder, "logits")
    subprocess.run(
        [program, "run", model, "--inputs", images, "--outputs", ours], check=True, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    feed = session.get_inputs()[0].name
    found = np.concatenate([np.load(f"{ours}/{index:03}.npy") for index in range(count)])
    expected = np.concatenate(
        [session.run(None, {feed: np.load(f"{images}/{index:03}.npy")})[0] for index in range(count)]
    )
    difference = float(np.abs(found - expected).max())
    same = int((found.argmax(1) == expected.argmax(1)).sum())
    is_integer = "quantize" in model
    scale = float(np.abs(expected).max())
    name = f"{preset} {os.path.basename(model)}"
    print(f"    {name}: largest difference {difference:.2g} of {scale:.2g}, {same}/{count} classes")
    # Float: sums in another order. Integers: the same codes up to ties of rounding, which move a logit by a few steps
    # of 1/127 of the largest.
    if difference > (0.05 if is_integer else 1e-4) * scale or same < count * (0.98 if is_integer else 1):
        sys.exit(1)
