"""The bitmaps that this process holds."""

from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property
from sys import getsizeof
from threading import Lock

from segments_app.common.snapshots import LogState, Note, Snapshot


@dataclass(frozen=True)
class Bitmap:
    """Those for whom a condition held in a snapshot, and what that was read from."""

    bits: int
    snapshot: Snapshot
    identity: str  # of the change log that tells what is new
    tables: frozenset[str]
    by_company: bool  # whether facts of a company count for its persons

    @cached_property
    def size(self) -> int:
        """Its bytes."""
        return getsizeof(self.bits)

    def can_be_brought_to(self, state: LogState) -> bool:
        """Return whether the log still holds all that happened since."""
        return self.identity == state.identity and self.snapshot.lowest >= state.kept_from

    def unseen(self, notes: list[Note]) -> list[Note]:
        """Return the notes of what has changed since."""
        return [
            note
            for note in notes
            if note.table in self.tables and not self.snapshot.sees(note.transaction_id)
        ]


class Cache:
    """Bitmaps by the key of their condition; those asked for longest ago give way."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._bitmaps: OrderedDict[str, Bitmap] = OrderedDict()
        self.size = 0

    def __len__(self) -> int:
        return len(self._bitmaps)

    def get(self, key: str) -> Bitmap | None:
        """Return a bitmap, and remember that it was asked for."""
        with self._lock:
            found = self._bitmaps.get(key)
            if found is not None:
                self._bitmaps.move_to_end(key)
            return found

    def put(self, key: str, bitmap: Bitmap, *, limit: int) -> None:
        """Keep a bitmap, unless a newer one is there, in at most `limit` bytes for all."""
        with self._lock:
            held = self._bitmaps.pop(key, None)
            if held is not None:
                self.size -= held.size
                if held.identity == bitmap.identity and held.snapshot.end > bitmap.snapshot.end:
                    bitmap = held
            self._bitmaps[key] = bitmap
            self.size += bitmap.size
            while self.size > limit:
                _key, dropped = self._bitmaps.popitem(last=False)
                self.size -= dropped.size

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._bitmaps.clear()
            self.size = 0


bitmaps = Cache()
