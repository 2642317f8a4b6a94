"""Malformed ONNX files by class. Yields (class, name, bytes, flags)."""

import struct

from wire import *

HUGE = [-1, 0, 1 << 31, 1 << 40, (1 << 63) - 1, -(1 << 63)]
KINDS = (
    "Abs Acos Acosh Add And ArgMax ArgMin Asin Asinh Atan Atanh Attention AveragePool BatchNormalization BitShift Cast "
    "CastLike Ceil Celu Clip Col2Im Compress Concat ConstantOfShape Conv ConvInteger ConvTranspose Cos Cosh CumSum "
    "DepthToSpace DequantizeLinear Det Div Dropout DynamicQuantizeLinear Einsum Elu Equal Erf Exp Expand EyeLike Flatten "
    "Floor GRU Gather GatherElements GatherND Gelu Gemm GlobalAveragePool GlobalMaxPool Greater GridSample "
    "GroupNormalization HardSigmoid HardSwish Hardmax Identity InstanceNormalization IsInf IsNaN LRN LSTM "
    "LayerNormalization LeakyRelu Less Log LogSoftmax LpNormalization MatMul MatMulInteger Max MaxPool MaxRoiPool Mean "
    "Min Mish Mod Mul Multinomial Neg NonMaxSuppression NonZero Not OneHot Or PRelu Pad Pow QLinearConv QLinearMatMul "
    "QuantizeLinear RMSNormalization RNN RandomNormal Range Reciprocal ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp "
    "ReduceMax ReduceMean ReduceMin ReduceProd ReduceSum ReduceSumSquare Relu Reshape Resize ReverseSequence RoiAlign "
    "Round Scatter ScatterElements ScatterND Selu Shape Shrink Sigmoid Sign Sin Sinh Size Slice Softmax "
    "SoftmaxCrossEntropyLoss Softplus Softsign SpaceToDepth Split Sqrt Squeeze Sub Sum Swish Tan Tanh ThresholdedRelu "
    "Tile TopK Transpose Trilu Unique Unsqueeze Upsample Where Xor Loop Scan If SequenceEmpty NoSuchOperator"
).split()


def external():
    """X1: data in other files."""
    places = [
        "../secret", "/etc/passwd", "..", ".", "", "a/../../secret", "file:///etc/passwd", "\\\\host\\share", "C:\\x",
        "link", "folder/link", "hard", "./weights", "weights\0", "/proc/self/environ", "weights/..", "a//b", "none",
    ]
    for index, place in enumerate(places):
        entry = data(13, text(1, "location") + text(2, place)) + number(14, 1)
        for flags in ([], ["--external-data"]):
            yield "X1", f"place{index}-{len(flags)}", relu([tensor("w", FLOAT, [4], entry)]), flags


def lengths():
    """X2: lengths and offsets beyond the file."""
    good = relu([tensor("w", FLOAT, [4], floats(1, 2, 3, 4))])
    for cut in range(0, len(good), max(1, len(good) // 40)):
        yield "X2", f"cut{cut}", good[:cut], []
    for field in range(1, 27):
        for length in (1 << 20, (1 << 31) - 1, 1 << 32, (1 << 63) - 1, (1 << 64) - 1):
            yield "X2", f"field{field}-{length}", good + varint(field << 3 | 2) + varint(length), []
    for key, number_ in (("offset", "-1"), ("offset", "18446744073709551615"), ("length", "9223372036854775807"),
                         ("length", "-16"), ("length", "1e3"), ("basepath", "/"), ("offset", "0x0")):
        entries = data(13, text(1, "location") + text(2, "weights")) + data(13, text(1, key) + text(2, number_))
        yield "X2", f"external-{key}-{number_}", relu([tensor("w", FLOAT, [4], entries + number(14, 1))]), \
            ["--external-data"]


def relu(tensors):
    return model([node("Add", ["x", "w"], ["y"])], tensors, [value("x", FLOAT, [4])], [value("y", FLOAT, [4])])


def shapes():
    """X3: extents that are negative, zero, huge, or multiply beyond a number."""
    for index, dims in enumerate([[h] for h in HUGE] + [[h, h] for h in HUGE] + [[1 << 16] * 4, [1] * 9, [0, 1 << 31]]):
        yield "X3", f"tensor{index}", relu([tensor("w", FLOAT, dims, floats(1, 2, 3, 4))]), []
        yield "X3", f"input{index}", model([node("Relu", ["x"], ["y"])], [], [value("x", FLOAT, dims)]), []
    grown = [
        ("Reshape", "s"), ("Expand", "s"), ("Tile", "s"), ("ConstantOfShape", None), ("Pad", "s"), ("Resize", None),
        ("Range", None), ("OneHot", None), ("Upsample", None), ("Unsqueeze", "s"), ("Slice", None), ("TopK", "s"),
        ("Trilu", "s"), ("EyeLike", None), ("Split", "s"), ("Compress", "s"),
    ]
    for kind, operand in grown:
        for index, extent in enumerate(HUGE + [1 << 20, 1 << 28, 100_000]):
            sizes = [extent] * 4
            constants = [indices("s", *sizes), tensor("r", FLOAT, [4], floats(*[float(min(extent, 1 << 62))] * 4)),
                         tensor("n", INT64, [], longs(extent)), tensor("i", INT64, [], longs(1)), zeros("v", [2])]
            inputs = {
                "ConstantOfShape": ["s"], "Resize": ["x", "", "r"], "Range": ["i", "n", "i"], "OneHot": ["s", "n", "v"],
                "Upsample": ["x", "r"], "Slice": ["x", "s", "s", "s", "s"], "EyeLike": ["x"],
            }.get(kind, ["x", operand])
            yield "X3", f"{kind}{index}", model([node(kind, inputs, ["y"])], constants), []


def zero_divisors():
    """X4: an attribute that divides, steps or counts."""
    windows = ("Conv", "ConvTranspose", "MaxPool", "AveragePool", "LpPool", "ConvInteger", "QLinearConv")
    for kind in windows:
        for name in ("strides", "dilations", "kernel_shape", "pads", "output_padding", "output_shape"):
            for number_ in (0, -1, 1 << 40, -(1 << 63)):
                count = 4 if name == "pads" else 2
                operands = ["x"] if "Pool" in kind else ["x", "w"]
                attributes = [("kernel_shape", [3, 3])] if name != "kernel_shape" else []
                attributes.append((name, [number_] * count))
                yield "X4", f"{kind}-{name}{number_}", model(
                    [node(kind, operands, ["y"], attributes)], [zeros("w", [4, 4, 3, 3])]), []
    scalars = [
        ("Conv", "group"), ("ConvTranspose", "group"), ("GroupNormalization", "num_groups"), ("LRN", "size"),
        ("DepthToSpace", "blocksize"), ("SpaceToDepth", "blocksize"), ("Split", "num_outputs"), ("TopK", "axis"),
        ("Softmax", "axis"), ("Flatten", "axis"), ("Concat", "axis"), ("Gather", "axis"), ("Hardmax", "axis"),
        ("ReduceMean", "keepdims"), ("LSTM", "hidden_size"), ("GRU", "hidden_size"), ("Attention", "q_num_heads"),
        ("QuantizeLinear", "block_size"), ("DequantizeLinear", "axis"), ("OneHot", "axis"), ("CumSum", "axis"),
        ("LayerNormalization", "axis"), ("ArgMax", "axis"), ("Unique", "axis"), ("EyeLike", "k"), ("Cast", "to"),
    ]
    for kind, name in scalars:
        for number_ in (0, -1, 7, 1 << 40, (1 << 63) - 1, -(1 << 63)):
            operands = ["x", "w"] if kind not in ("Softmax", "Flatten", "Cast", "EyeLike", "LRN") else ["x"]
            yield "X4", f"{kind}-{name}{number_}", model(
                [node(kind, operands, ["y"], [(name, number_)])], [zeros("w", [4, 4, 3, 3])]), []


def nested(depth, both=False):
    """`If` inside `If`; with `both`, the other branch holds the same again."""
    inner = graph([node("Relu", ["x"], ["r"])], [], [], [value("r", FLOAT, [4])])
    for _ in range(depth):
        other = inner if both else graph([node("Abs", ["x"], ["r"])], [], [], [value("r", FLOAT, [4])])
        choice = node("If", ["c"], ["r"], [branch("then_branch", inner), branch("else_branch", other)])
        inner = graph([choice], [], [], [value("r", FLOAT, [4])])
    choice = node("If", ["c"], ["y"], [branch("then_branch", inner), branch("else_branch", inner)])
    return model([choice], [tensor("c", BOOL, [], raw(b"\1"))], [value("x", FLOAT, [4])])


def nesting():
    """X5: depth and number."""
    for depth in (7, 8, 9, 12, 20, 60, 400, 3000):
        yield "X5", f"if{depth}", nested(depth), []
    for depth in (4, 7, 8, 10):
        yield "X5", f"both{depth}", nested(depth, both=True), []
    yield "X5", "groups", model([]) + b"\x7b" * 200_000, []
    deep = b""
    for _ in range(20_000):
        deep = data(100, deep)
    yield "X5", "unknown", model([node("Relu", ["x"], ["y"])], rest=deep), []
    for count in (20_000, 100_001, 400_000):
        chain = [node("Relu", [f"v{i}"], [f"v{i + 1}"]) for i in range(count)]
        chain[0], chain[-1] = node("Relu", ["x"], ["v1"]), node("Relu", [f"v{count - 1}"], ["y"])
        if count < 1 << 18:
            yield "X5", f"chain{count}", model(chain, [], [value("x", FLOAT, [4])]), []
    for count in (1_000, 8_000, 20_000):
        apart = [node("Mul", ["x", f"c{i}"], [f"v{i}"]) for i in range(count)] + [node("Add", ["v0", "v1"], ["s1"])]
        apart += [node("Add", [f"s{i - 1}", f"v{i}"], [f"s{i}"]) for i in range(2, count)]
        constants = [tensor(f"c{i}", FLOAT, [1], floats(float(i))) for i in range(count)]
        yield "X5", f"apart{count}", model(
            apart, constants, [value("x", FLOAT, [4])], [value(f"s{count - 1}", FLOAT, [4])]), []
    wide = [node("Add", ["x", "x"], [f"v{i}"]) for i in range(5_000)]
    wide.append(node("Sum", [f"v{i}" for i in range(5_000)], ["y"]))
    yield "X5", "wide", model(wide, [], [value("x", FLOAT, [4])]), []
    doubled = [node("Add", [f"v{i}", f"v{i}"], [f"v{i + 1}"]) for i in range(2_000)]
    doubled[0], doubled[-1] = node("Add", ["x", "x"], ["v1"]), node("Add", ["v1999", "v1999"], ["y"])
    yield "X5", "doubled", model(doubled, [], [value("x", FLOAT, [4])]), []
    names = [node("Relu", ["x"], ["y"], [(f"a{i}", 1) for i in range(2_000)])]
    yield "X5", "attributes", model(names), []
    yield "X5", "inputs", model([node("Sum", ["x"] * 500_000, ["y"])]), []
    yield "X5", "name", model([node("Relu", ["x"], ["y"], name="n" * (3 << 20))]), []


def loops():
    """X6: work that a small file asks for."""
    big = lambda name, n: [node("ConstantOfShape", [f"{name}s"], [name])]
    for extent in (500, 2_000, 30_000):
        constants = [indices("as", extent, extent)]
        product = big("a", extent) + [node("MatMul", ["a", "a"], ["p"]), node("MatMul", ["p", "p"], ["q"]),
                                      node("ReduceSum", ["q"], ["r"]), node("Add", ["x", "r"], ["y"])]
        yield "X6", f"product{extent}", model(product, constants), []
    for step in (1e-30, 0.0, -1.0, float("nan"), float("inf"), 1e-6):
        constants = [tensor("a", FLOAT, [], floats(0)), tensor("b", FLOAT, [], floats(1e30)),
                     tensor("c", FLOAT, [], floats(step))]
        yield "X6", f"range{step}", model([node("Range", ["a", "b", "c"], ["y"])], constants), []
    for count in (30, 62, 63, 64, 1_000):
        grow = [node("Concat", [f"v{i}", f"v{i}"], [f"v{i + 1}"], [("axis", 0)]) for i in range(count)]
        grow.append(node("Reshape", ["x", f"v{count}"], ["y"]))
        yield "X6", f"grow{count}", model(grow, [indices("v0", 1)]), []
        tiles = [node("Tile", [f"v{i}", "t"], [f"v{i + 1}"]) for i in range(count)]
        tiles.append(node("Expand", ["x", f"v{count}"], ["y"]))
        yield "X6", f"tiles{count}", model(tiles, [indices("v0", 1), indices("t", 1000)]), []
    body = graph([node("Add", ["k", "k"], ["r"])], [], [value("i", INT64, []), value("c", BOOL, []), value("k", FLOAT, [1])],
                 [value("c", BOOL, []), value("r", FLOAT, [1])])
    for count in (1, 1 << 40, (1 << 63) - 1):
        yield "X6", f"loop{count}", model(
            [node("Loop", ["n", "c", "w"], ["y"], [branch("body", body)])],
            [tensor("n", INT64, [], longs(count)), tensor("c", BOOL, [], raw(b"\1")), zeros("w", [1])]), []
    for kernel in (1_000, 1 << 20, 1 << 30):
        pads = [("kernel_shape", [kernel, kernel]), ("pads", [kernel // 2] * 4)]
        yield "X6", f"window{kernel}", model([node("MaxPool", ["x"], ["y"], pads)]), []
        yield "X6", f"mean{kernel}", model([node("AveragePool", ["x"], ["y"], pads)]), []
    strided = [("kernel_shape", [3, 3]), ("strides", [1 << 30, 1 << 30]), ("dilations", [1 << 30, 1 << 30])]
    yield "X6", "strided", model([node("MaxPool", ["x"], ["y"], strided)]), []
    yield "X6", "einsum", model([node("Einsum", ["x"] * 12, ["y"], [("equation", ",".join(["abcd"] * 12) + "->")])]), []


def inconsistent():
    """X7: bytes that do not fill the shape, values outside the type."""
    widths = {FLOAT: 4, UINT8: 1, INT8: 1, INT32: 4, INT64: 8, BOOL: 1, FLOAT16: 2, DOUBLE: 8, 16: 2, 21: 1, 22: 1}
    for kind, width in widths.items():
        for count in (0, 1, 4 * width - 1, 4 * width + 1, 1 << 16):
            yield "X7", f"raw{kind}-{count}", relu([tensor("w", kind, [4], raw(bytes(count)))]), []
        yield "X7", f"million{kind}", relu([tensor("w", kind, [1_000_000], raw(bytes(4)))]), []
        for field in (4, 5, 6, 7, 10, 11):
            yield "X7", f"list{kind}-{field}", relu([tensor("w", kind, [4], data(field, bytes(12)))]), []
    yield "X7", "two", relu([tensor("w", FLOAT, [4], floats(1, 2, 3, 4) + data(4, bytes(16)))]), []
    yield "X7", "bool", relu([tensor("w", BOOL, [4], raw(b"\2\3\4\5"))]), []
    for code in (0, 8, 14, 15, 17, 18, 19, 20, 23, 99, -1, 1 << 31):
        yield "X7", f"type{code}", relu([tensor("w", code, [4], raw(bytes(16)))]), []
        yield "X7", f"value{code}", model([node("Relu", ["x"], ["y"])], [], [value("x", code, [4])]), []


def pickles():
    """X8: files that are programs."""
    program = b"\x80\x04cposix\nsystem\n(S'touch pickled'\ntR."
    for suffix in ("pt", "pth", "pkl", "pickle", "joblib", "ckpt", "onnx", "npy", "tflite", "h5", "zip"):
        yield "X8", f"program.{suffix}", program, []
    yield "X8", "archive.pt", b"PK\3\4" + bytes(200), []


def confused():
    """X9: operators on what they do not take, references to nothing, parts that are missing."""
    odd = [
        ("floats", [tensor("c0", FLOAT, [2], floats(1, 2))]), ("longs", [indices("c0", -5, 99)]),
        ("bytes", [tensor("c0", UINT8, [3], raw(b"\0\1\2"))]), ("empty", [tensor("c0", FLOAT, [0], raw(b""))]),
        ("nan", [tensor("c0", FLOAT, [], floats(float("nan")))]),
    ]
    for kind in KINDS:
        for title, constants in odd:
            for inputs in (["x"], ["x", "c0"], ["c0", "x", "c0"], ["x", "c0", "c0", "c0", "c0"]):
                yield "X9", f"{kind}-{title}{len(inputs)}", model([node(kind, inputs, ["y"])], constants), []
        yield "X9", f"{kind}-none", model([node(kind, [], ["y"])]), []
        yield "X9", f"{kind}-many", model([node(kind, ["x"] * 40, ["y", "z", "u", "v", "w"])]), []
        yield "X9", f"{kind}-scalar", model([node(kind, ["x", "x", "x"], ["y"])], [], [value("x", INT64, [])]), []
        wrong = [("axis", "text"), ("axes", 1.0), ("perm", [0, 0, 0, 0]), ("to", -1), ("mode", 7), ("epsilon", [1.0])]
        yield "X9", f"{kind}-attributes", model([node(kind, ["x", "x"], ["y"], wrong)]), []
    parts = {
        "unknown": model([node("Add", ["x", "nowhere"], ["y"])]), "cycle": model(
            [node("Add", ["x", "b"], ["a"]), node("Add", ["a", "x"], ["b"]), node("Add", ["a", "b"], ["y"])]),
        "twice": model([node("Relu", ["x"], ["y"]), node("Abs", ["x"], ["y"])]),
        "itself": model([node("Relu", ["y"], ["y"])]), "nothing": model([], outputs=[]),
        "no-graph": number(1, 8), "no-opset": number(1, 8) + data(7, graph([node("Relu", ["x"], ["y"])])),
        "no-type": model([node("Relu", ["x"], ["y"])], [], [text(1, "x")]),
        "no-name": model([node("Relu", ["x"], ["y"])], [], [value("", FLOAT, [1])]),
        "same-inputs": model([node("Relu", ["x"], ["y"])], [], [value("x", FLOAT, [1])] * 2),
        "tensor-is-input": model([node("Relu", ["x"], ["y"])], [zeros("x", [4])] * 2),
        "opset0": model([node("Relu", ["x"], ["y"])], opset=0),
        "opset-huge": model([node("Relu", ["x"], ["y"])], opset=1 << 40),
        "domain": model([node("Relu", ["x"], ["y"], domain="ai.onnx.ml")]),
        "sequence": model([node("Relu", ["x"], ["y"])], [], [text(1, "x") + data(2, data(4, b""))]),
        "function": model([node("Relu", ["x"], ["y"])], rest=data(25, b"\x0a\x01f")),
        "training": model([node("Relu", ["x"], ["y"])], rest=data(20, b"\x0a\x00")),
        "text": b"not a model but a text\n" * 40, "empty": b"", "zeros": bytes(4096), "ones": b"\xff" * 4096,
        "utf8": model([node("Relu", ["x"], ["y"])]).replace(b"\x22\x04Relu", b"\x22\x04\xff\xfe\xfd\xfc"),
        "escapes": model([node("No\x1b[2J\nSuch", ["x"], ["y"])]),
    }
    for name, content in parts.items():
        yield "X9", name, content, []


def all_classes():
    for make in (external, lengths, shapes, zero_divisors, nesting, loops, inconsistent, pickles, confused):
        yield from make()
