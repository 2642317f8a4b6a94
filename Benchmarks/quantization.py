"""Static int8 of one model in Keiryo and in onnxruntime.quantization, in turns, each in a process of its own.

Both read the model and 200 samples (seeded noise: only time is measured) and write a model. Keiryo's time is that of the
whole command, reading the samples included; that of ONNX Runtime is quantize_static alone, without starting Python and
without reading the samples. Memory is the largest resident size of the process.
"""
import json, os, resource, statistics, subprocess, sys, tempfile, time

SAMPLES = 200


def make_samples(model, folder):
    import numpy, onnxruntime

    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    random = numpy.random.default_rng(1)
    names = {}
    for index, value in enumerate(session.get_inputs()):
        shape = [extent if isinstance(extent, int) else 1 for extent in value.shape]
        array = random.standard_normal([SAMPLES] + shape[1:], dtype=numpy.float32)
        path = os.path.join(folder, f"{index}.npy")
        numpy.save(path, array)
        names[value.name] = path
    return names


def theirs(model, names, out):
    """Runs in a process of its own; prints seconds and kilobytes."""
    import logging, numpy
    from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static

    logging.disable(logging.WARNING)
    arrays = {name: numpy.load(path) for name, path in names.items()}

    class Reader(CalibrationDataReader):
        def __init__(self):
            self.next = 0

        def get_next(self):
            self.next += 1
            if self.next > SAMPLES:
                return None
            return {name: array[self.next - 1 : self.next] for name, array in arrays.items()}

    started = time.perf_counter()
    quantize_static(
        model, out, Reader(), quant_format=QuantFormat.QDQ, per_channel=True, activation_type=QuantType.QUInt8,
        weight_type=QuantType.QInt8)
    seconds = time.perf_counter() - started
    print(json.dumps([seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss]))


def ours(keiryo, model, names, out, calibration):
    data = ",".join(f"{name}={path}" for name, path in names.items())
    command = [
        keiryo, "quantize", model, "--to", "int8", "--granularity", "channel", "--calibration", calibration, "--data",
        data, "--samples", str(SAMPLES), "--out", out, "--json"]
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    if status != 0:
        sys.exit(f"keiryo: {status}")
    return seconds, usage.ru_maxrss


def main():
    keiryo, model, times = sys.argv[1], sys.argv[2], int(sys.argv[3])
    rows = {}
    with tempfile.TemporaryDirectory() as folder:
        names = make_samples(model, folder)
        out = os.path.join(folder, "out.onnx")
        for _ in range(times):
            text = subprocess.run(
                [sys.executable, __file__, "--theirs", model, json.dumps(names), out], check=True, capture_output=True,
                text=True).stdout
            rows.setdefault("onnxruntime min-max", []).append(json.loads(text.splitlines()[-1]))
            for calibration in ["min-max", "percentile", "entropy", "mse"]:
                rows.setdefault(f"keiryo {calibration}", []).append(ours(keiryo, model, names, out, calibration))
    lines = [
        f"{os.path.basename(model)}, {SAMPLES} samples, medians of {times} runs in turns, {os.cpu_count()} processors, "
        f"load {os.getloadavg()[0]:.1f}", "", "| | seconds | times as fast | MB |", "|---|---|---|---|"]
    base = statistics.median(seconds for seconds, _ in rows["onnxruntime min-max"])
    for name, runs in rows.items():
        seconds = statistics.median(seconds for seconds, _ in runs)
        memory = max(kilobytes for _, kilobytes in runs) / 1000
        lines.append(f"| {name} | {seconds:.2f} | {base / seconds:.2f} | {memory:.0f} |")
    print("\n".join(lines))
    if len(sys.argv) > 4:
        with open(os.path.join(sys.argv[4], "quantization.md"), "w") as file:
            file.write("\n".join(lines) + "\n")
        with open(os.path.join(sys.argv[4], "quantization.json"), "w") as file:
            json.dump(rows, file, indent=1)


if sys.argv[1] == "--theirs":
    theirs(sys.argv[2], json.loads(sys.argv[3]), sys.argv[4])
else:
    main()
