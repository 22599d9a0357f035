"""Files of tests, written as bytes and read as rows."""

from dataclasses import replace

from segments_app.common.sheets import guess, open_rows


def write(folder, content, name="contacts.csv"):
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def read(path, **changes):
    """Return the opened rows and all of them, read in the guessed shape with these changes."""
    rows = open_rows(path, replace(guess(path, name=path.name), **changes))
    return rows, list(rows)


def table(path, **changes):
    """Return names of columns and cells of a file in which nothing is wrong."""
    rows, found = read(path, **changes)
    assert [row.error for row in found] == [""] * len(found)
    return rows.header, [row.cells for row in found]


def faults(path, **changes):
    """Return the rows that cannot be read: their number and why."""
    return {row.number: row.error for row in read(path, **changes)[1] if row.error}
