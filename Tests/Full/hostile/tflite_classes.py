"""Malformed TFLite files by class. Yields (class, name, bytes, flags)."""

import struct

from flat import Table, Vector, flatten

INTS = [0, 1, -1, 2, 7, 127, 128, 1 << 16, (1 << 31) - 1, -(1 << 31)]
FLOAT, INT32, UINT8, INT64, INT8, INT4 = 0, 2, 3, 4, 9, 17
# Tag of the options and their integer fields, by builtin operator; padding and activation are the first and last.
OPTIONS = {
    3: (1, 7), 4: (2, 7), 1: (5, 6), 17: (5, 6), 9: (8, 5), 25: (9, 1), 2: (10, 2), 0: (11, 2), 22: (17, 1), 26: (19, 1),
    5: (94, 1), 18: (21, 1), 36: (23, 2), 40: (27, 1), 41: (28, 2), 43: (30, 1), 45: (32, 6), 49: (35, 1), 53: (37, 2),
    56: (40, 1), 67: (49, 5), 23: (15, 4), 97: (74, 2), 83: (59, 2), 88: (64, 2), 98: (75, 1), 126: (101, 2),
}


def tensor(shape, kind=FLOAT, buffer=0, name="t", quantization=None, **more):
    fields = dict(f0=Vector("i", shape), f1=("b", kind), f2=("I", buffer), f3=name, **more)
    if quantization:
        fields["f4"] = quantization
    return Table(**fields)


def scale(scales, zeros=None, axis=0):
    zeros = [0] * len(scales) if zeros is None else zeros
    return Table(f2=Vector("f", scales), f3=Vector("q", zeros), f6=("i", axis))


def model(code, tensors, buffers=(), inputs=(0,), outputs=None, operands=None, options=None, version=1, **more):
    """One operator whose last tensor is its result."""
    outputs = [len(tensors) - 1] if outputs is None else outputs
    operands = range(len(tensors) - 1) if operands is None else operands
    call = dict(f0=("I", 0), f1=Vector("i", operands), f2=Vector("i", outputs))
    if options:
        call.update(f3=("B", options[0]), f4=options[1])
    graph = Table(f0=Vector(None, tensors), f1=Vector("i", inputs), f2=Vector("i", outputs),
                  f3=Vector(None, [Table(**call)]))
    kind = Table(f0=("b", min(code, 127)), f2=("i", version), f3=("i", code))
    fields = dict(f0=("I", 3), f1=Vector(None, [kind]), f2=Vector(None, [graph]),
                  f4=Vector(None, [Table()] + [Table(f0=b) for b in buffers]))
    fields.update(more)
    return flatten(Table(**fields))


def floats(*values):
    return struct.pack(f"<{len(values)}f", *values)


def convolution(weights=None, options=None, kind=FLOAT):
    tensors = [tensor([1, 6, 6, 2], kind, name="x"), tensor([4, 3, 3, 2], kind, 1, "w"), tensor([4], kind, 2, "b"),
               tensor([1, 4, 4, 4], kind, name="y")]
    fields = options or dict(f0=("b", 1), f1=("i", 1), f2=("i", 1))
    return model(3, tensors, [weights or floats(*[0.5] * 72), floats(0, 0, 0, 0)], options=(1, Table(**fields)))


def words():
    """Every word of a sound file set to what an offset, a length or an index must not be."""
    base = convolution()
    for place in range(0, len(base), 4):
        for value in sorted({0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, len(base), place}):
            yield "T2", f"word{place}-{value}.tflite", base[:place] + struct.pack("<I", value) + base[place + 4:], []
    for cut in range(0, len(base), 7):
        yield "T2", f"cut{cut}.tflite", base[:cut], []


def shapes():
    """Extents that are negative, huge, or do not fill the buffer."""
    for first in INTS:
        for second in (1, 4, (1 << 31) - 1):
            for index, (kind, content) in enumerate([(FLOAT, floats(1, 2, 3, 4)), (INT8, b"abcd"), (INT4, b"ab"), (5, b"abcd")]):
                tensors = [tensor([1, 4], name="x"), tensor([first, second], kind, 1, "w"), tensor([1, 4], name="y")]
                yield "T3", f"extent{first}-{second}-{index}.tflite", model(0, tensors, [content]), []
    for rank in (0, 8, 9, 64, 5_000):
        tensors = [tensor([1] * rank, name="x"), tensor([1] * rank, name="y")]
        yield "T3", f"rank{rank}.tflite", model(19, tensors), []


def attributes():
    """Operators with numbers in their options that divide, step, count or choose."""
    for code, (tag, count) in OPTIONS.items():
        for field in range(count):
            for value in INTS:
                fields = {f"f{f}": ("i", 1) for f in range(count)}
                fields[f"f{field}"] = ("i", value)
                tensors = [tensor([1, 6, 6, 2], name="x"), tensor([2, 3, 3, 2], FLOAT, 1, "w"), tensor([1, 6, 6, 2], name="y")]
                yield "T4", f"options{code}-{field}-{value}.tflite", model(
                    code, tensors, [floats(*[1.0] * 36)], options=(tag, Table(**fields))), []


def numbers():
    """Many of everything, and what refers to itself."""
    deep = Table()
    for _ in range(5_000):
        deep = Table(f0=deep)
    yield "T5", "deep.tflite", model(19, [tensor([1]), tensor([1])], f6=deep), []
    many = [tensor([1], name="") for _ in range(120_000)]
    yield "T5", "tensors.tflite", model(19, many, operands=[0]), []
    sum_ = [tensor([1], name="x"), tensor([1], name="y")]
    yield "T5", "operands.tflite", model(2, sum_, operands=[0] * 300_000), []
    yield "T5", "name.tflite", model(19, [tensor([1], name="n" * (3 << 20)), tensor([1])]), []
    base = bytearray(model(19, [tensor([1]), tensor([1])]))
    for place in range(8, len(base) - 4, 4):
        looped = bytearray(base)
        struct.pack_into("<I", looped, place, (1 << 32) - place)
        yield "T5", f"loop{place}.tflite", bytes(looped), []


def scales():
    """Quantization that fits no tensor."""
    bad = [[], [0.0], [-1.0], [float("nan")], [float("inf")], [1e-45], [3e38], [1.0, 2.0], [1.0] * 3, [1.0] * 70_000]
    for index, values in enumerate(bad):
        for axis in (0, 1, 3, 4, -1, (1 << 31) - 1):
            lists = (None, [1 << 40] * len(values), [-300] * len(values), [0] * (len(values) + 1))
            for choice, zeros in enumerate(lists):
                q = scale(values, zeros, axis)
                tensors = [tensor([1, 4], INT8, name="x", quantization=q), tensor([1, 4], INT8, 1, "w", q),
                           tensor([1, 4], INT8, name="y", quantization=q)]
                yield "T7", f"scale{index}-{axis}-{choice}.tflite", model(0, tensors, [b"abcd"]), []
    details = Table(f4=("B", 2), f5=Table(f0=("i", 99), f1=("i", -1), f2=("i", 0)))
    yield "T7", "blockwise.tflite", model(0, [tensor([1, 4], INT4, 1, quantization=details), tensor([1, 4])], [b"ab"]), []


def indices():
    """Operators on what they do not take, and references to nothing."""
    for code in list(range(0, 162)) + [206, 209, -1, 1 << 20]:
        for count in (1, 2, 3, 5):
            for kind in (FLOAT, INT8, INT32, 6):
                q = scale([0.1]) if kind == INT8 else None
                tensors = [tensor([1, 4], kind, name=f"t{i}", quantization=q) for i in range(count)]
                tensors += [tensor([4], kind, 1, "w", q), tensor([1, 4], kind, name="y", quantization=q)]
                yield "T9", f"code{code}-{count}-{kind}.tflite", model(code, tensors, [bytes(16 if kind in (0, 2) else 4)]), []
    pair = [tensor([1, 4], name="x"), tensor([1, 4], name="y")]
    for bad in (2, 99, -1, -2, (1 << 31) - 1, -(1 << 31)):
        yield "T9", f"operand{bad}.tflite", model(19, pair, operands=[bad]), []
        yield "T9", f"result{bad}.tflite", model(19, pair, outputs=[bad]), []
        yield "T9", f"input{bad}.tflite", model(19, pair, inputs=[bad]), []
        yield "T9", f"buffer{bad}.tflite", model(19, [tensor([1, 4], buffer=bad & 0xFFFFFFFF), pair[1]]), []
    yield "T9", "twice.tflite", model(19, pair, outputs=[1, 1]), []
    yield "T9", "self.tflite", model(19, pair, operands=[1]), []
    yield "T9", "empty-root.tflite", flatten(Table()), []
    yield "T9", "no-graph.tflite", flatten(Table(f0=("I", 3))), []
    yield "T9", "two-graphs.tflite", flatten(Table(f0=("I", 3), f2=Vector(None, [Table(), Table()]))), []
    yield "T9", "custom.tflite", model(32, pair), []
    for content, name in ((b"", "none"), (b"TFL3", "id"), (bytes(64), "zeros"), (b"\xff" * 64, "ones"), (b"text " * 50, "text")):
        yield "T9", f"{name}.tflite", content, []


def bases():
    """Sound files, to be changed at random."""
    yield convolution()
    yield model(0, [tensor([1, 4], name="x"), tensor([4], FLOAT, 1, "w"), tensor([1, 4], name="y")], [floats(1, 2, 3, 4)])
    q = scale([0.1])
    yield model(9, [tensor([1, 4], INT8, name="x", quantization=q), tensor([3, 4], INT8, 1, "w", q),
                    tensor([3], INT32, 2, "b", scale([0.01])), tensor([1, 3], INT8, name="y", quantization=q)],
                [bytes(range(12)), bytes(12)], options=(8, Table(f0=("b", 1))), version=4)


def all_classes():
    for make in (words, shapes, attributes, numbers, scales, indices):
        yield from make()
