"""A workbook of Excel 97 (BIFF8 in a compound file), as small as it can be."""

import struct

SECTOR = 512
FREE, END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def record(kind, data=b""):
    return struct.pack("<HH", kind, len(data)) + data


def begin(kind):
    return record(0x809, struct.pack("<HHHHII", 0x600, kind, 0x0DBB, 0x07CC, 0, 6))


def cell(row, column, value):
    place = struct.pack("<HHH", row, column, 0)
    if isinstance(value, str):
        text = struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")
        return record(0x204, place + text)
    return record(0x203, place + struct.pack("<d", value))


def workbook(rows, name="People"):
    """Return the stream of a workbook with one sheet of texts and numbers."""
    cells = (cell(r, c, value) for r, row in enumerate(rows) for c, value in enumerate(row))
    sheet = begin(0x10) + b"".join(cells) + record(0x0A)
    title = struct.pack("<BB", len(name), 1) + name.encode("utf-16-le")
    head = begin(5) + record(0x42, struct.pack("<H", 1200))
    start = len(head) + 4 + 6 + len(title) + 4
    return head + record(0x85, struct.pack("<IBB", start, 0, 0) + title) + record(0x0A) + sheet


def entry(name, kind, start, size, child=FREE):
    raw = f"{name}\0".encode("utf-16-le")
    links = struct.pack("<HBBIII", len(raw), kind, 1, FREE, FREE, child)
    return raw.ljust(64, b"\0") + links + bytes(16) + struct.pack("<IQQIQ", 0, 0, 0, start, size)


def xls(rows):
    """Return the bytes of a file that Excel 97 to 2003 would have saved."""
    stream = workbook(rows)
    stream = stream.ljust(max(4096, -(-len(stream) // SECTOR) * SECTOR), b"\0")
    sectors = len(stream) // SECTOR
    chain = [TABLE, END, *range(3, sectors + 2), END]
    fat = struct.pack("<128I", *chain, *[FREE] * (128 - len(chain)))
    sizes = (0x3E, 3, 0xFFFE, 9, 6, 0, 0, 0, 1, 1, 0, 4096, END, 0, END, 0)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHHHIIIIIIIIII", *sizes) + struct.pack("<109I", 0, *[FREE] * 108)
    folder = entry("Root Entry", 5, END, 0, 1) + entry("Workbook", 2, 2, len(stream))
    return header + fat + folder.ljust(SECTOR, b"\0") + stream
