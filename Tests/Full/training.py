"""Kills `keiryo train` again and again, goes on, compares the model with that of one run; trains LeNet on MNIST."""

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time

program, folder, mnist, rounds = os.path.abspath(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
seed = int.from_bytes(os.urandom(4), "big")
chance = random.Random(seed)
recipe = os.path.join(folder, "small.yml")
with open(recipe, "w") as file:
    file.write("model: resnet8\nepochs: 2\noptimizer: sgd\nlabelSmoothing: 0.1\npatience: 5\naugment: {shift: 1}\n")


def command(name, *more):
    out = os.path.join(folder, name)
    return out, [program, "train", recipe, "--data", "glyphs16", "--threads", "1", "--out", out, *more]


def digest(path):
    return hashlib.sha256(open(path, "rb").read()).hexdigest()


def fail(text):
    sys.exit(f"    {text} (seed {seed})")


whole, words = command("whole.onnx")
begun = time.monotonic()
subprocess.run(words, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
usual = time.monotonic() - begun

# Killed at random moments with a checkpoint after every step, so that many fall into a writing.
parts, words = command("parts.onnx", "--checkpoint-seconds", "0", "--resume")
killed = 0
while not os.path.exists(parts):
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    if killed < rounds:
        time.sleep(chance.uniform(0.05, 2.5 * usual / max(1, rounds) + 0.5))
        process.send_signal(signal.SIGKILL)
    error = process.communicate()[1].decode()
    if process.returncode == -signal.SIGKILL:
        killed += 1
    elif process.returncode != 0:
        fail(f"going on failed: {error}")
if digest(parts) != digest(whole):
    fail(f"after {killed} kills the model is another")
left = [name for name in os.listdir(folder) if "checkpoint" in name]
if left:
    fail(f"left behind: {left}")

# Ctrl-C keeps what is done and says how to go on. It comes as soon as something is done, not at a time that a busy
# machine may miss.
stopped, words = command("stopped.onnx", "--checkpoint-seconds", "0")
process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
while process.poll() is None and not os.path.exists(stopped + ".checkpoint"):
    time.sleep(0.01)
process.send_signal(signal.SIGINT)
error = process.communicate()[1].decode()
if process.returncode != 130 or "--resume" not in error or not os.path.exists(stopped + ".checkpoint"):
    fail(f"interrupted: {process.returncode} {error}")
subprocess.run([*words, "--resume"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
if digest(stopped) != digest(whole):
    fail("after Ctrl-C the model is another")
line = f"{killed} kills and one Ctrl-C ({usual:.1f} s uninterrupted): the same bytes"

if os.path.isdir(mnist):
    out = os.path.join(folder, "lenet.onnx")
    begun = time.monotonic()
    words = [program, "train", "--preset", "lenet", "--data", f"mnist:{mnist}", "--epochs", "5", "--out", out, "--json"]
    accuracy = json.loads(subprocess.run(words, check=True, capture_output=True).stdout)["accuracy"]
    share = accuracy["correct"] / accuracy["count"]
    if share < 0.989:
        fail(f"LeNet on MNIST: {share:.4f}")
    line += f"; LeNet on MNIST {100 * share:.2f} % in {time.monotonic() - begun:.0f} s"
print("    " + line)
