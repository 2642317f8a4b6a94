"""One engine as a child process: a frame in, a frame out, until standard input ends.

A frame is a little-endian 32-bit length and that many bytes: one line of JSON, then the bytes of the arrays it names.
The engine's own file comes after this text and calls `serve` with a class that has `load`, `bind`, `run`, `outputs`.
"""

import ctypes
import json
import os
import struct
import sys
import time

import numpy


class Requests:
    def __init__(self, engine):
        self.engine = engine
        self.inputs = {}
        self.bound = None
        self.spacer = None

    def load(self, request, _):
        """A session made anew, behind a block of memory of the size asked for."""
        self.bound = None
        self.engine.close()
        self.spacer = bytearray(request["spacer"])
        started = time.monotonic_ns()
        facts = self.engine.load(request["file"], request["threads"])
        return dict(facts, loadNanoseconds=time.monotonic_ns() - started), []

    def input(self, request, data):
        """The arrays of one input, kept for every session to come."""
        arrays, offset = [], 0
        for port in request["arrays"]:
            count = int(numpy.prod(port["shape"], dtype=numpy.int64))
            array = numpy.frombuffer(data, port["element"], count, offset)
            arrays.append(array.reshape(port["shape"]).copy())
            offset += arrays[-1].nbytes
        self.inputs[request["index"]] = arrays
        return {}, []

    def run(self, request, _):
        """Runs back to back on one input; nothing but the engine's call lies between the two readings of the clock."""
        self.use(request["index"])
        run, clock = self.engine.run, time.monotonic_ns
        run()
        until = clock() + request["leadIn"]
        while clock() < until:
            run()
        repetitions = range(request["repetitions"])
        started = clock()
        for _ in repetitions:
            run()
        return {"nanoseconds": clock() - started}, []

    def outputs(self, request, _):
        self.use(request["index"])
        self.engine.run()
        arrays = [numpy.ascontiguousarray(array, numpy.float32) for array in self.engine.outputs()]
        ports = [{"shape": list(array.shape), "element": "float32"} for array in arrays]
        return {"arrays": ports}, [array.tobytes() for array in arrays]

    def use(self, index):
        if self.bound != index:
            self.engine.bind(self.inputs[index])
            self.bound = index


def serve(engine):
    """Answers until the other side closes. What libraries print goes to standard error, never between the frames."""
    if sys.platform == "linux":
        # A parent that is killed takes this process along, even while it is stopped (PR_SET_PDEATHSIG, SIGKILL).
        ctypes.CDLL(None).prctl(1, 9)
    source = os.fdopen(os.dup(0), "rb", buffering=0)
    target = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    requests = Requests(engine)
    while True:
        header = read(source, 4)
        if header is None:
            return
        frame = read(source, struct.unpack("<I", header)[0])
        if frame is None:
            return
        line, _, data = frame.partition(b"\n")
        request = json.loads(line)
        try:
            answer, payload = getattr(requests, request["do"])(request, data)
        except Exception as problem:
            answer, payload = {"error": " ".join(f"{type(problem).__name__}: {problem}".split())[:400]}, []
        body = json.dumps(answer).encode() + b"\n" + b"".join(payload)
        rest = memoryview(struct.pack("<I", len(body)) + body)
        while rest:
            rest = rest[target.write(rest):]


def read(source, count):
    pieces = []
    while count:
        piece = source.read(count)
        if not piece:
            return None
        pieces.append(piece)
        count -= len(piece)
    return b"".join(pieces)
