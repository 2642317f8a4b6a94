"""FlatBuffers by hand, laid out forwards: a table, then what it points to."""

import struct


class Table:
    """Fields by id: numbers as (format, value), a nested Table, Vector or text."""

    def __init__(self, **fields):
        self.fields = {int(name[1:]): value for name, value in fields.items()}


class Vector:
    """`format` is that of struct for numbers, `None` for tables, vectors and texts."""

    def __init__(self, format, items):
        self.format, self.items = format, list(items)


def flatten(root, identifier=b"TFL3"):
    out = bytearray(struct.pack("<I", 0) + identifier)
    pending = [(0, root)]

    def align(size):
        while len(out) % size:
            out.append(0)

    while pending:
        place, thing = pending.pop(0)
        if isinstance(thing, Table):
            last = max(thing.fields, default=-1)
            align(4)
            vtable = len(out)
            out.extend(bytes(4 + 2 * (last + 1)))
            align(8)
            start = len(out)
            out.extend(struct.pack("<i", start - vtable))
            for field in sorted(thing.fields):
                value = thing.fields[field]
                if isinstance(value, tuple):
                    align(struct.calcsize(value[0]))
                    struct.pack_into("<H", out, vtable + 4 + 2 * field, len(out) - start)
                    out.extend(struct.pack("<" + value[0], value[1]))
                else:
                    align(4)
                    struct.pack_into("<H", out, vtable + 4 + 2 * field, len(out) - start)
                    pending.append((len(out), value))
                    out.extend(bytes(4))
            struct.pack_into("<HH", out, vtable, 4 + 2 * (last + 1), len(out) - start)
            target = start
        elif isinstance(thing, Vector):
            align(4)
            if thing.format in ("q", "Q", "d") and len(out) % 8 == 0:
                out.extend(bytes(4))
            target = len(out)
            out.extend(struct.pack("<I", len(thing.items)))
            for item in thing.items:
                if thing.format is None:
                    pending.append((len(out), item))
                    out.extend(bytes(4))
                else:
                    out.extend(struct.pack("<" + thing.format, item))
        elif isinstance(thing, bytes):
            while (len(out) + 4) % 16:
                out.append(0)
            target = len(out)
            out.extend(struct.pack("<I", len(thing)) + thing)
        else:
            align(4)
            target = len(out)
            out.extend(struct.pack("<I", len(thing.encode())) + thing.encode() + b"\0")
        struct.pack_into("<I", out, place, target - place)
    return bytes(out)
