"""Kills `keiryo grade` again and again and looks at the record after each time.

An attempt counts as announced when the program had printed that it was recorded. A killed program may have recorded
one attempt more than it could announce, never one less.
"""

import hashlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time

program, folder, rounds = os.path.abspath(sys.argv[1]), sys.argv[2], int(sys.argv[3])
seed = int.from_bytes(os.urandom(4), "big")
chance = random.Random(seed)
environment = dict(os.environ, KEIRYO_HOME=folder, KEIRYO_LANG="en")
submission = os.path.join(folder, "labs", "F01", "Solution.swift")
database = os.path.join(folder, "evidence.sqlite")


def start(output):
    return subprocess.Popen(
        [program, "grade", "F01"], stdout=output, stderr=subprocess.DEVNULL, env=environment, stdin=subprocess.DEVNULL
    )


def traces():
    """Changes with every write to the record."""
    found = []
    for suffix in ("", "-wal", "-journal"):
        try:
            state = os.stat(database + suffix)
            found.append((state.st_size, state.st_mtime_ns))
        except FileNotFoundError:
            found.append(None)
    return found


def wait_for_write(process):
    before = traces()
    while process.poll() is None and traces() == before:
        pass
    time.sleep(chance.choice([0, chance.uniform(0, 0.002), chance.uniform(0, 0.03)]))


def recorded():
    """Digests of the submissions that have an attempt; opens the database as a reader and checks it."""
    connection = sqlite3.connect(database, timeout=10)
    try:
        verdict = connection.execute("PRAGMA integrity_check").fetchone()[0]
        if verdict != "ok":
            sys.exit(f"    integrity_check: {verdict} (seed {seed})")
        return [row[0] for row in connection.execute("SELECT submission FROM attempt ORDER BY sequence")]
    finally:
        connection.close()


subprocess.run([program, "lab", "start", "F01"], env=environment, check=True, stdout=subprocess.DEVNULL)
stub = open(submission).read()

# The first run builds the judge; the last shows how long a usual one takes.
for index in range(3):
    with open(submission, "w") as file:
        file.write(f"{stub}// warm {index}\n")
    begun = time.monotonic()
    start(subprocess.DEVNULL).wait()
    usual = time.monotonic() - begun

announced, killed, after = set(), 0, 0
previous = recorded()
for index in range(rounds):
    text = f"{stub}// {index}\n"
    with open(submission, "w") as file:
        file.write(text)
    digest = hashlib.sha256(text.encode()).hexdigest()
    log = os.path.join(folder, "output")
    with open(log, "wb") as output:
        process = start(output)
        # Half of the moments anywhere, half while the attempt is written or just after.
        if index % 2:
            time.sleep(chance.uniform(0, 1.2 * usual))
        else:
            wait_for_write(process)
        process.send_signal(signal.SIGKILL)
        ended = process.wait()
    killed += ended == -signal.SIGKILL
    if b"recorded" in open(log, "rb").read():
        announced.add(digest)
    now = recorded()
    if now[: len(previous)] != previous:
        sys.exit(f"    earlier attempts changed in round {index} (seed {seed})")
    if len(now) > len(previous) + 1 or not announced <= set(now):
        sys.exit(f"    an announced attempt is missing in round {index} (seed {seed})")
    after += ended == -signal.SIGKILL and digest in now
    previous = now

# The program's own check of the chain, and one attempt more.
check = subprocess.run([program, "portfolio", "check"], env=environment, capture_output=True, text=True)
if "chain is whole" not in check.stdout:
    sys.exit(f"    {check.stdout}{check.stderr} (seed {seed})")
with open(submission, "w") as file:
    file.write(f"{stub}// last\n")
start(subprocess.DEVNULL).wait()
if len(recorded()) != len(previous) + 1:
    sys.exit(f"    nothing can be recorded any more (seed {seed})")
print(
    f"    {killed} of {rounds} killed before they ended ({usual:.1f} s), {after} of them after the attempt was written; "
    f"{len(announced)} announced, {len(previous)} recorded, none lost; integrity ok, chain whole"
)
