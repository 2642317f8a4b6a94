"""keiryo quantize, seen from outside: what ONNX Runtime computes with the files, and what accuracy is left on real data.

Real data are looked for in the third argument and left out when they are not there. Bars: int8 per tensor no worse than
onnxruntime.quantization with the same 200 images was (0.9938, 0.9942, 0.9930 for lenet, resnet8, mobilenet, measured
with 1.31.1), four-bit weights by channel within one point of float, kws01 at int8 at least 0.895.
"""
import json, os, subprocess, sys

import numpy
import onnxruntime

keiryo, folder, data = sys.argv[1:4]
failed = False


def check(name, found, bar):
    global failed
    ok = found >= bar
    failed |= not ok
    print(f"    {'ok ' if ok else 'NOT'} {name}: {found:.4f} (bar {bar:.4f})")


def quantize(model, out, *arguments):
    done = subprocess.run([keiryo, "quantize", model, "--out", out, "--json", *arguments], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{model} {arguments}: {done.stdout} {done.stderr}")
    return json.loads(done.stdout)


def run(model, samples):
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    return numpy.concatenate([session.run(None, {name: sample[None]})[0] for sample in samples])


def accuracy(report):
    return report["after"]["score"]["value"]


# A model of ours: every target is a file that ONNX Runtime runs; both forms of int8 give the same codes.
glyphs = os.path.join(folder, "glyphs.onnx")
subprocess.run(
    [keiryo, "train", "--preset", "glyphnet", "--epochs", "2", "--out", glyphs], check=True, capture_output=True)
session = onnxruntime.InferenceSession(glyphs, providers=["CPUExecutionProvider"])
shape = session.get_inputs()[0].shape
samples = numpy.random.default_rng(1).standard_normal([100] + [e if isinstance(e, int) else 1 for e in shape[1:]])
samples = samples.astype(numpy.float32)
truth = run(glyphs, samples)
for target in ["int8-dynamic", "int8-weights", "int4", "int3", "int2", "fp16", "bf16"]:
    out = os.path.join(folder, target + ".onnx")
    quantize(glyphs, out, "--to", target)
    found = run(out, samples)
    bar = {"int2": -10, "int3": 0, "int4": 5}.get(target, 20)
    check(f"glyphnet {target} in ONNX Runtime, dB", 10 * numpy.log10((truth**2).sum() / ((truth - found) ** 2).sum()), bar)
forms = []
for form in ["qdq", "operators"]:
    out = os.path.join(folder, form + ".onnx")
    quantize(glyphs, out, "--to", "int8", "--data", "glyphs16", "--form", form)
    forms.append(run(out, samples))
same = (forms[0].argmax(1) == forms[1].argmax(1)).mean()
check("both forms name the same class in ONNX Runtime", same, 1)
step = numpy.abs(truth).max() / 100
check("both forms agree within a hundredth", float((numpy.abs(forms[0] - forms[1]) <= step).mean()), 0.999)

# The bars are what onnxruntime.quantization reaches with the same 200 images. Two such models disagree with one another
# about 2 to 9 of the 10,000 images, in either direction: five images more or fewer say nothing.
mnist = os.path.join(data, "data/mnist")
for name, bar in [("lenet", 0.9938), ("resnet8", 0.9942), ("mobilenet", 0.9930)]:
    model = os.path.join(data, f"models/pytorch/{name}_mnist.onnx")
    if not os.path.exists(model) or not os.path.isdir(mnist):
        continue
    source = ["--data", "mnist:" + mnist]
    out = os.path.join(folder, name + ".onnx")
    for granularity in ["tensor", "channel"]:
        report = quantize(model, out, "--to", "int8", "--granularity", granularity, *source)
        check(f"{name} int8 by {granularity}", accuracy(report), bar - 0.0005)
    report = quantize(model, out, "--to", "int4", "--granularity", "channel", *source)
    check(f"{name} int4 by channel", accuracy(report), report["before"]["score"]["value"] - 0.01)

keywords = os.path.join(data, "data/kws01/inputs_int8.npy")
model = os.path.join(data, "models/mlperf-tiny/kws_fp32.tflite")
if os.path.exists(keywords) and os.path.exists(model):
    codes = numpy.load(keywords)
    scale, zero = 0.58470291, 83
    reals = ((codes.astype(numpy.float32) - zero) * scale).astype(numpy.float32)
    numpy.save(os.path.join(folder, "kws.npy"), reals)
    numpy.save(os.path.join(folder, "labels.npy"), numpy.load(os.path.join(data, "data/kws01/labels.npy")).astype("int64"))
    report = quantize(
        model, os.path.join(folder, "kws.tflite"), "--to", "int8", "--data", os.path.join(folder, "kws.npy"), "--labels",
        os.path.join(folder, "labels.npy"))
    check("kws int8", accuracy(report), 0.895)
sys.exit(1 if failed else 0)
