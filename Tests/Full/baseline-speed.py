"""Times each model with `keiryo bench` and ONNX Runtime (one thread, the same input shape), round after round."""

import json
import os
import subprocess
import sys
import time

import numpy as np
import onnxruntime

ROUNDS = 15
# Of 15 rounds the median lies between the 4th and the 12th smallest with 96.5 % (binomial).
LOW, HIGH = 3, 11
# What a model's own baseline may cost: ONNX Runtime's time and a half.
ALLOWED = 1.5

program, models = sys.argv[1], sys.argv[2:]
random = np.random.default_rng(1)
failed = False
for model in models:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    ratios, medians = [], []
    for _ in range(ROUNDS):
        # A fresh session a round, as `keiryo bench` makes fresh ones: where buffers land differs each time.
        session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        feed = session.get_inputs()[0]
        shape = [size if isinstance(size, int) else 1 for size in feed.shape]
        inputs = [random.uniform(-1, 1, shape).astype(np.float32) for _ in range(64)]
        bench = subprocess.run([program, "bench", model, "--json"], check=True, capture_output=True)
        samples = json.loads(bench.stdout)["comparison"]["baseline"]
        ours = float(np.median(samples["nanoseconds"])) / samples["repetitions"]
        theirs = []
        start = time.monotonic()
        while time.monotonic() - start < 0.4:
            image = inputs[len(theirs) % 64]
            before = time.perf_counter_ns()
            session.run(None, {feed.name: image})
            theirs.append(time.perf_counter_ns() - before)
        theirs = float(np.median(theirs[len(theirs) // 4 :]))
        ratios.append(ours / theirs)
        medians.append((ours, theirs))
    ratios.sort()
    ours, theirs = np.median(medians, axis=0) / 1000
    print(
        f"    {os.path.basename(model)}: {ours:.1f} µs, ONNX Runtime {theirs:.1f} µs, ratio {np.median(ratios):.2f} "
        f"[{ratios[LOW]:.2f}, {ratios[HIGH]:.2f}] of {ROUNDS} rounds"
    )
    failed = failed or ratios[HIGH] > ALLOWED
sys.exit(1 if failed else 0)
