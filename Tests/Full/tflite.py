"""Holds TFLite files that Keiryo wrote against LiteRT and ONNX Runtime.

samples FOLDER            every operator by itself: LiteRT's result against the definition
rewrite PROGRAM FOLDER OUT  every .tflite of a folder, written again: the same names, the same results
convert PROGRAM FOLDER OUT  every .onnx of a folder as .tflite, and every .tflite as .onnx: the same results
accuracy PROGRAM FOLDER OUT [MNIST]  every .onnx of a folder, as it is in ONNX Runtime and as .tflite in LiteRT, on images:
                            the same classes; with the labels of MNIST, the same accuracy
"""

import glob
import gzip
import os
import subprocess
import sys

import numpy as np
import onnxruntime
from ai_edge_litert.interpreter import Interpreter, OpResolverType

failures = 0


def interpreter(path, resolver):
    made = Interpreter(path, num_threads=1, experimental_op_resolver_type=resolver)
    made.allocate_tensors()
    return made


RESOLVERS = {"default": OpResolverType.AUTO, "reference": OpResolverType.BUILTIN_REF}


def litert(path, feeds, resolver="default"):
    """Outputs by name. The feeds are by name too."""
    made = interpreter(path, RESOLVERS[resolver])
    for detail in made.get_input_details():
        made.set_tensor(detail["index"], feeds[detail["name"]])
    made.invoke()
    return {detail["name"]: made.get_tensor(detail["index"]) for detail in made.get_output_details()}


def onnx(path, feeds):
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    return dict(zip([output.name for output in session.get_outputs()], session.run(None, feeds)))


def drawn(shape, kind, random, name=""):
    if kind in (np.int8, np.uint8):
        limits = np.iinfo(kind)
        return random.integers(limits.min, limits.max + 1, shape).astype(kind)
    if kind in (np.int32, np.int64):
        return (np.ones if "mask" in name else np.zeros)(shape, kind)
    return random.standard_normal(shape).astype(kind)


def spread(found, expected):
    """The largest difference as a share of the range, or of the largest value."""
    found, expected = found.astype(np.float64), expected.astype(np.float64)
    if found.shape != expected.shape:
        return np.inf
    if expected.size == 0:
        return 0.0
    with np.errstate(invalid="ignore"):
        gap = np.where(found == expected, 0, np.abs(found - expected))
    size = max(expected.max() - expected.min(), np.abs(expected).max(), 1e-9)
    return float(gap.max() / size) if np.isfinite(gap).all() else np.inf


def check(label, good, detail):
    global failures
    failures += not good
    print(f"    {'' if good else 'FAILED '}{label}: {detail}")


def samples(folder):
    paths = sorted(glob.glob(f"{folder}/*.tflite"))
    worst = {"reals": 0.0, "given": 0.0, "codes": 0}
    for path in paths:
        base = path[: -len(".tflite")]
        kind = base.rsplit("-", 1)[1]
        try:
            made = interpreter(path, RESOLVERS["default"])
        except Exception as error:
            check(os.path.basename(base), False, str(error).splitlines()[0])
            continue
        names = [detail["name"] for detail in made.get_input_details()]
        feeds = {name: np.load(f"{base}.input_{index}.npy") for index, name in enumerate(names)}
        outputs = [detail["name"] for detail in made.get_output_details()]
        for resolver in RESOLVERS:
            try:
                found = litert(path, feeds, resolver)
            except Exception as error:
                check(f"{os.path.basename(base)} {resolver}", False, str(error).splitlines()[0])
                continue
            if os.path.basename(base).startswith("ReduceSum") and kind == "codes" and resolver == "reference":
                # LiteRT's reference SUM of codes gives other sums than its own other kernels.
                continue
            for index, name in enumerate(outputs):
                expected = np.load(f"{base}.output_{index}.npy")
                # Reals: sums in another order. Codes: two steps of 255, one of rounding and one of a bias or a factor.
                limit = 2.01 / 255 if kind == "codes" else 1e-4
                share = spread(found[name], expected)
                worst[kind] = max(worst[kind], share if np.isfinite(share) else 0)
                if share > limit:
                    check(f"{os.path.basename(base)} {resolver}", False, f"{share:.1e} of the range")
    print(f"    {len(paths)} operators by themselves in LiteRT; largest difference of the range: {worst}")


def keiryo(program, *arguments):
    return subprocess.run([program, *arguments], capture_output=True, text=True)


def names(path):
    made = interpreter(path, RESOLVERS["reference"])
    return [d["name"] for d in made.get_input_details()], [d["name"] for d in made.get_output_details()]


def rewrite(program, folder, out):
    random = np.random.default_rng(3)
    for path in sorted(glob.glob(f"{folder}/*.tflite")):
        again = os.path.join(out, os.path.basename(path))
        done = keiryo(program, "convert", path, again)
        if done.returncode != 0:
            check(os.path.basename(path), False, done.stderr.strip())
            continue
        details = interpreter(path, RESOLVERS["reference"]).get_input_details()
        same = names(path) == names(again)
        for resolver in RESOLVERS:
            worst, codes = 0.0, True
            for _ in range(20):
                feeds = {d["name"]: drawn(d["shape"], d["dtype"], random, d["name"]) for d in details}
                before, after = litert(path, feeds, resolver), litert(again, feeds, resolver)
                for name, value in before.items():
                    worst = max(worst, spread(after[name], value))
                    codes = codes and value.dtype != np.float32
            good = same and (worst == 0 if codes else worst <= 1e-4)
            check(f"{os.path.basename(path)} rewritten, {resolver}", good, f"{worst:.1e} of the range, names {same}")


def convert(program, folder, out):
    random = np.random.default_rng(5)
    for path in sorted(glob.glob(f"{folder}/*.onnx")) + sorted(glob.glob(f"{folder}/*.tflite")):
        base, kind = os.path.splitext(os.path.basename(path))
        other = os.path.join(out, base + (".tflite" if kind == ".onnx" else ".onnx"))
        done = keiryo(program, "convert", path, other)
        if done.returncode != 0:
            print(f"    {base}{kind} cannot be expressed: {done.stderr.strip()}")
            continue
        file, graph = (path, other) if kind == ".tflite" else (other, path)
        try:
            made = interpreter(file, RESOLVERS["default"])
            details = made.get_input_details()
            session = onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])
        except Exception as error:
            check(f"{base}{kind} → {os.path.basename(other)}", False, str(error).splitlines()[0])
            continue
        ranks = {i.name: [d if isinstance(d, int) else 1 for d in i.shape] for i in session.get_inputs()}
        worst, agree, count = 0.0, 0, 0
        for _ in range(5):
            feeds = {d["name"]: drawn(d["shape"], d["dtype"], random, d["name"]) for d in details}
            turned = {
                n: np.ascontiguousarray(v.transpose(0, 3, 1, 2)) if list(v.shape) != ranks[n] and v.ndim == 4 else v
                for n, v in feeds.items()
            }
            a, b = litert(file, feeds), onnx(graph, turned)
            for name, value in b.items():
                found = a[name]
                if found.shape != value.shape and found.ndim == 4:
                    found = found.transpose(0, 3, 1, 2)
                worst = max(worst, spread(found, value))
                agree += int(found.reshape(-1).argmax() == value.reshape(-1).argmax())
                count += 1
        quantized = any(d["dtype"] == np.int8 for d in made.get_tensor_details())
        # int8: a code of rounding may pass on through many layers; LiteRT quantizes reals before weights of codes.
        good = worst <= (0.25 if quantized else 1e-4)
        check(f"{base}{kind} → {os.path.basename(other)}", good, f"{worst:.1e} of the range, same class {agree}/{count}")


def strokes(count):
    """Bright strokes on a dark ground with some noise, normalized as the glyphs are."""
    random = np.random.default_rng(7)
    images = random.uniform(0, 0.15, (count, 16, 16))
    for image in images:
        for _ in range(3):
            row, column, length = random.integers(0, 12), random.integers(0, 12), random.integers(4, 12)
            across = random.random() < 0.5
            image[row : row + (length if across else 2), column : column + (2 if across else length)] = random.uniform(
                0.6, 1
            )
    return ((images - 0.196) / 0.170).astype(np.float32)[..., None], None


def digits(folder, count):
    with gzip.open(f"{folder}/t10k-images-idx3-ubyte.gz") as file:
        pixels = np.frombuffer(file.read(), np.uint8, offset=16).reshape(-1, 28, 28, 1)[:count]
    with gzip.open(f"{folder}/t10k-labels-idx1-ubyte.gz") as file:
        labels = np.frombuffer(file.read(), np.uint8, offset=8)[:count]
    return ((pixels.astype(np.float32) / 255 - 0.1307) / 0.3081).astype(np.float32), labels


def accuracy(program, folder, out, mnist=None):
    images, labels = digits(mnist, 1000) if mnist else strokes(500)
    for path in sorted(glob.glob(f"{folder}/*.onnx")):
        base = os.path.splitext(os.path.basename(path))[0]
        other = os.path.join(out, base + ".tflite")
        done = keiryo(program, "convert", path, other)
        if done.returncode != 0:
            check(base, False, done.stderr.strip())
            continue
        session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
        feed = session.get_inputs()[0]
        made = interpreter(other, RESOLVERS["default"])
        index, result = made.get_input_details()[0]["index"], made.get_output_details()[0]["index"]
        expected, found = [], []
        for image in images:
            stated = image.transpose(2, 0, 1) if feed.shape[-1] != image.shape[-1] else image
            expected.append(session.run(None, {feed.name: stated[None]})[0].argmax())
            made.set_tensor(index, image[None])
            made.invoke()
            found.append(made.get_tensor(result).argmax())
        same = float(np.mean(np.array(expected) == np.array(found)))
        detail = f"the same class for {same:.1%} of {len(images)}"
        good = same >= (0.98 if "quantize" in base else 1)
        if labels is not None:
            before, after = np.mean(expected == labels), np.mean(found == labels)
            detail += f", accuracy {before:.2%} in ONNX Runtime, {after:.2%} in LiteRT"
            good = good and abs(before - after) <= 0.003
        check(base, good, detail)


actions = {"samples": samples, "rewrite": rewrite, "convert": convert, "accuracy": accuracy}
actions[sys.argv[1]](*sys.argv[2:])
sys.exit(1 if failures else 0)
