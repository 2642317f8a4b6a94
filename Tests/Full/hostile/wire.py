"""Protocol Buffers and ONNX messages by hand: what a hostile file is made of must not pass through a library first."""

import struct


def varint(value):
    value &= (1 << 64) - 1
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def number(field, value):
    return varint(field << 3) + varint(value)


def data(field, content):
    return varint(field << 3 | 2) + varint(len(content)) + content


def text(field, content):
    return data(field, content.encode())


def single(field, value):
    return varint(field << 3 | 5) + struct.pack("<f", value)


FLOAT, UINT8, INT8, INT32, INT64, BOOL, FLOAT16, DOUBLE = 1, 2, 3, 6, 7, 9, 10, 11


def tensor(name, kind, dims, content):
    """`content`: the encoded data field, or raw bytes when it is `bytes` of the right field already."""
    return b"".join(number(1, d) for d in dims) + number(2, kind) + (text(8, name) if name else b"") + content


def raw(content):
    return data(9, content)


def floats(*values):
    return raw(struct.pack(f"<{len(values)}f", *values))


def longs(*values):
    return raw(struct.pack(f"<{len(values)}q", *values))


def zeros(name, dims, kind=FLOAT, width=4):
    count = 1
    for d in dims:
        count *= d
    return tensor(name, kind, dims, raw(bytes(count * width)))


def indices(name, *values):
    return tensor(name, INT64, [len(values)], longs(*values))


def value(name, kind=FLOAT, dims=()):
    shape = b"".join(data(1, text(2, d) if isinstance(d, str) else number(1, d)) for d in dims)
    return text(1, name) + data(2, data(1, number(1, kind) + data(2, shape)))


def attribute(name, content):
    if isinstance(content, bool):
        content = int(content)
    if isinstance(content, int):
        return text(1, name) + number(3, content) + number(20, 2)
    if isinstance(content, float):
        return text(1, name) + single(2, content) + number(20, 1)
    if isinstance(content, str):
        return text(1, name) + data(4, content.encode()) + number(20, 3)
    if isinstance(content, bytes):
        return text(1, name) + data(5, content) + number(20, 4)
    if content and isinstance(content[0], float):
        return text(1, name) + b"".join(single(7, v) for v in content) + number(20, 6)
    return text(1, name) + b"".join(number(8, v) for v in content) + number(20, 7)


def branch(name, graph):
    return text(1, name) + data(6, graph) + number(20, 5)


def node(kind, inputs, outputs, attributes=(), domain="", name=""):
    encoded = [a if isinstance(a, bytes) else attribute(*a) for a in attributes]
    return (
        b"".join(text(1, i) for i in inputs) + b"".join(text(2, o) for o in outputs) + (text(3, name) if name else b"")
        + text(4, kind) + b"".join(data(5, a) for a in encoded) + (text(7, domain) if domain else b"")
    )


def graph(nodes, tensors=(), inputs=(), outputs=()):
    return (
        b"".join(data(1, n) for n in nodes) + text(2, "g") + b"".join(data(5, t) for t in tensors)
        + b"".join(data(11, i) for i in inputs) + b"".join(data(12, o) for o in outputs)
    )


def model(nodes, tensors=(), inputs=None, outputs=None, opset=17, rest=b""):
    inputs = [value("x", FLOAT, [1, 4, 6, 6])] if inputs is None else inputs
    outputs = [value("y", FLOAT, [1])] if outputs is None else outputs
    return (
        number(1, 8) + data(7, graph(nodes, tensors, inputs, outputs)) + data(8, text(1, "") + number(2, opset)) + rest
    )
