"""Times how long a model takes from its file to something that can run; see loading.sh.

Ours: the whole process `keiryo validate MODEL` (read, verify, plan, pack), less what the process takes to start. ONNX
Runtime: creating an InferenceSession in a new process that has imported it, one thread, its own optimizations on. The
two take turns, each in a process of its own, on the same pages of the file. Times are of the wall and, in brackets, of
the processor, which other programs disturb less. Memory: the largest resident set, less that of the same process without
a model.
"""

import json
import os
import statistics
import subprocess
import sys
import time

keiryo, model, times = sys.argv[1], sys.argv[2], int(sys.argv[3])
PEER = """
import sys, time, resource
import onnxruntime as ort
options = ort.SessionOptions()
options.intra_op_num_threads = 1
options.log_severity_level = 4
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
start, work = time.perf_counter(), time.process_time()
session = ort.InferenceSession(sys.argv[1], options, providers=["CPUExecutionProvider"])
print(time.perf_counter() - start, time.process_time() - work, before, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def ours(arguments):
    start = time.perf_counter()
    process = subprocess.Popen([keiryo] + arguments, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"keiryo {' '.join(arguments)}: status {process.returncode}")
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def theirs():
    line = subprocess.run([sys.executable, "-c", PEER, model], check=True, capture_output=True, text=True).stdout
    seconds, work, before, after = line.split()
    return float(seconds), float(work), (int(after) - int(before)) / 1024


ours(["validate", model])
rows = {"start": [], "keiryo": [], "onnxruntime": []}
for _ in range(times):
    rows["start"].append(ours(["--version"]))
    rows["keiryo"].append(ours(["validate", model]))
    rows["onnxruntime"].append(theirs())
median = {name: [statistics.median(column) for column in zip(*samples)] for name, samples in rows.items()}
megabytes = os.path.getsize(model) / (1 << 20)
loading = [with_model - without for with_model, without in zip(median["keiryo"], median["start"])]
print(f"{os.path.basename(model)}, {megabytes:.1f} MiB, medians of {times}")
for name, (wall, work, memory) in (("Keiryo", loading), ("ONNX Runtime", median["onnxruntime"])):
    print(f"  {name:13} {wall * 1000:8.1f} ms ({work * 1000:.1f})  {memory:8.1f} MiB ({memory / megabytes:.2f} × the file)")
wall, work = (loading[column] / median["onnxruntime"][column] for column in (0, 1))
print(f"  ratio of times {wall:.2f} ({work:.2f})")
if len(sys.argv) > 4:
    name = os.path.splitext(os.path.basename(model))[0] + "-loading.json"
    with open(os.path.join(sys.argv[4], name), "w") as out:
        json.dump({"model": os.path.basename(model), "mebibytes": megabytes, "samples": rows}, out, indent=1)
