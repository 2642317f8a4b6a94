"""Gives hostile model files to `keiryo` and looks at how it ends.

Every file is checked in a process of its own with `keiryo validate`, and what is accepted is run once. Each must end
within two seconds and 256 MiB with 0 or with one line and a status that says whose fault it is: no signal, no trap, no
internal error. Usage: judge.py PROGRAM FOLDER [FILES OF A CLASS, AT MOST] [MUTATIONS] [SEED]
"""

import os
import random
import re
import resource
import struct
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import onnx_classes
import tflite_classes

SECONDS, MEGABYTES = 2.0, 256
KNOWN = (".tflite", ".npy", ".pt", ".pth", ".pkl", ".pickle", ".joblib", ".ckpt", ".h5", ".zip")
NESTED_SECONDS = 0.050
program, folder = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
most = int(sys.argv[3]) if len(sys.argv) > 3 else 300
mutations = int(sys.argv[4]) if len(sys.argv) > 4 else 800
seed = int(sys.argv[5]) if len(sys.argv) > 5 else 20261121
environment = {"PATH": os.environ.get("PATH", ""), "KEIRYO_LANG": "en", "KEIRYO_HOME": os.path.join(folder, "home")}
worst = {"seconds": (0.0, ""), "megabytes": (0.0, "")}
failures, verdicts = [], {}


def limit():
    # Far above what is allowed: these only end what has gone astray.
    resource.setrlimit(resource.RLIMIT_CPU, (8, 8))
    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def start(arguments, name):
    """Status, text and CPU seconds of one call; what breaks a rule is noted under the name."""
    with open(os.path.join(folder, "text"), "w+b") as output:
        process = subprocess.Popen(
            [program] + arguments, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, env=environment,
            preexec_fn=limit, cwd=folder)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        text = output.read(1 << 16).decode("utf-8", "replace")
    # CPU time: whatever else the machine does must not decide.
    seconds, megabytes = usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024
    for figure, found, allowed in (("seconds", seconds, SECONDS), ("megabytes", megabytes, MEGABYTES)):
        worst[figure] = max(worst[figure], (found, name))
        if found > allowed:
            failures.append(f"{name}: {found:.2f} {figure}")
    code = process.returncode
    if code not in (0, 1, 2, 3) or (code and len(text.rstrip("\n").split("\n")) != 1):
        failures.append(f"{name}: status {code}: {text[:200]!r}")
    verdicts[code] = verdicts.get(code, 0) + 1
    return code, text, seconds


def npy(path, kind, extents, chance):
    codes = {"float32": "<f4", "float64": "<f8", "float16": "<f2", "bool": "|b1", "int8": "|i1", "uint8": "|u1",
             "int16": "<i2", "uint16": "<u2", "int32": "<i4", "uint32": "<u4", "int64": "<i8", "uint64": "<u8"}
    count = 1
    for extent in extents:
        count *= extent
    if kind not in codes or count > 1 << 20:
        return False
    content = bytearray(int(codes[kind][2:]) * count)
    if kind != "bool" and chance.random() < 0.5:
        content[:] = chance.randbytes(len(content))
    shape = "(" + "".join(f"{extent}, " for extent in extents) + ")"
    header = f"{{'descr': '{codes[kind]}', 'fortran_order': False, 'shape': {shape}, }}\n".encode()
    with open(path, "wb") as file:
        file.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + content)
    return True


def judge(name, content, flags, chance):
    extension = os.path.splitext(name)[1]
    file = "model" + (extension if extension in KNOWN else ".onnx")
    path = os.path.join(folder, file)
    with open(path, "wb") as out:
        out.write(content)
    code, text, seconds = start(["validate", file] + flags, name)
    if code == 0 and (found := re.search(r"fine \((.*)\)\.", text, re.S)):
        inputs = os.path.join(folder, "in")
        for old in os.listdir(inputs):
            os.remove(os.path.join(inputs, old))
        stated = found.group(1).split(" → ")[0]
        ports = re.findall(r"(\S+) ([a-z0-9]+)(?:·q[^\[]*)?\[([0-9, ]*)\]", stated)
        written = 0
        for index, (port, kind, extents) in enumerate(ports):
            extents = [int(extent) for extent in extents.split(",") if extent.strip()]
            written += npy(os.path.join(inputs, f"input_{index}.npy"), kind, extents, chance)
        if written == len(ports):
            start(["run", file, "--inputs", "in", "--outputs", "out"] + flags, name + " run")
    os.remove(path)
    return code, text, seconds


def mutated(base, chance):
    content = bytearray(base)
    for _ in range(chance.choice([1, 1, 2, 4, 16])):
        place = chance.randrange(len(content))
        kind = chance.randrange(6)
        if kind == 0:
            content[place] ^= 1 << chance.randrange(8)
        elif kind == 1:
            content[place] = chance.choice([0, 1, 0x7F, 0x80, 0xFF, chance.randrange(256)])
        elif kind == 2:
            content[place:place + 4] = chance.choice(
                [b"\0\0\0\0", b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", b"\0\0\0\x80", chance.randbytes(4)])
        elif kind == 3:
            del content[place:place + chance.randrange(1, 64)]
        elif kind == 4:
            source = chance.randrange(len(content))
            content[place:place] = content[source:source + chance.randrange(1, 64)]
        else:
            del content[place:]
        if not content:
            return bytes(1)
    return bytes(content)


def every():
    yield from onnx_classes.all_classes()
    yield from tflite_classes.all_classes()


def main():
    for name in ("in", "out", "home", "folder"):
        os.makedirs(os.path.join(folder, name), exist_ok=True)
    with open(os.path.join(folder, "weights"), "wb") as out:
        out.write(struct.pack("<4f", 1, 2, 3, 4))
    os.symlink("/etc/passwd", os.path.join(folder, "link"))
    os.symlink("/etc/passwd", os.path.join(folder, "folder", "link"))
    os.link(os.path.join(folder, "weights"), os.path.join(folder, "hard"))
    chance = random.Random(seed)
    # Numbers first, files then: what this process holds counts for each it starts.
    numbers = {}
    for index, file in enumerate(every()):
        numbers.setdefault(file[0], []).append(index)
    chosen = {index for found in numbers.values() for index in chance.sample(found, min(most, len(found)))}
    files = [file for index, file in enumerate(every()) if index in chosen]
    for kind, name, content, flags in files:
        code, text, seconds = judge(name, content, flags, chance)
        if kind == "X5" and name.startswith(("if", "both")) and seconds > NESTED_SECONDS + idle:
            failures.append(f"{name}: {seconds * 1000:.0f} ms for a nest of If")
        if kind == "X1" and code == 0 and "weights" not in repr(content):
            failures.append(f"{name}: read data outside the folder")
    if os.path.exists(os.path.join(folder, "pickled")):
        failures.append("a pickle was run")
    sound = [[content for kind, _, content, _ in files if kind in ("X4", "X9") and 80 < len(content) < 20_000],
             list(tflite_classes.bases())]
    for index in range(mutations):
        base = chance.choice(sound[index % 2])
        judge(f"mutation{index}" + (".tflite" if index % 2 else ""), mutated(base, chance), [], chance)
    print(f"    {len(files)} files by class and {mutations} mutations (seed {seed}): "
          f"slowest {worst['seconds'][0]:.2f} s CPU ({worst['seconds'][1]}), "
          f"most memory {worst['megabytes'][0]:.0f} MiB ({worst['megabytes'][1]}), "
          f"accepted {verdicts.get(0, 0)}, refused {sum(verdicts.values()) - verdicts.get(0, 0)}")
    for failure in failures[:40]:
        print("    " + failure)
    sys.exit(1 if failures else 0)


# What starting the program costs by itself.
idle = min(start(["--version"], "start")[2] for _ in range(5)) if os.path.isdir(folder) else 0
main()
