"""The tests' SQLite database, migrated once and copied from then on.

Sixty migrations take longer than most tests that are run by themselves. The copy is of the same
migrations and of the same code that they use; post_migrate runs on it as on any other.
"""

import hashlib
import os
import shutil
import tempfile
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".pytest_cache" / "databases"
SOURCES = (
    "*/migrations/*.py",
    "segments_app/common/**/*.py",
    "segments_app/settings.py",
    "segments_app/bootstrap.py",
)
KEPT = 3


def prepared() -> Path:
    """Return where the database of these migrations is kept, be it there or not."""
    digest = hashlib.sha256(django.__version__.encode())
    for path in sorted(path for pattern in SOURCES for path in ROOT.glob(pattern)):
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(path.read_bytes())
    return FOLDER / f"{digest.hexdigest()[:24]}.sqlite3"


def is_in_memory(name: str) -> bool:
    """Return whether there is no file to copy: runs of mutants keep it so."""
    return name == ":memory:" or "mode=memory" in name


def take(name: str) -> bool:
    """Put a copy of it where the tests want theirs; False where there is none yet."""
    if is_in_memory(name) or not (kept := prepared()).exists():
        return False
    shutil.copyfile(kept, name)
    return True


def keep(name: str) -> None:
    """Keep a database that was just migrated, and only the last few of others."""
    if is_in_memory(name) or (kept := prepared()).exists():
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    handle, scratch = tempfile.mkstemp(dir=FOLDER)
    os.close(handle)
    shutil.copyfile(name, scratch)
    Path(scratch).replace(kept)
    for old in sorted(FOLDER.glob("*.sqlite3"), key=os.path.getmtime)[:-KEPT]:
        old.unlink(missing_ok=True)
