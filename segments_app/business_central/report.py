"""What came of an import, file by file: every row is accounted for."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

#: Problems of a file that are written out; the rest are counted.
SHOWN = 50


@dataclass(frozen=True)
class Problem:
    """Something about one row: in which column, and what is the matter."""

    row: int
    column: str
    reason: str

    def __str__(self) -> str:
        if self.column:
            message = _("row %(row)s, column %(column)s: %(reason)s")
        else:
            message = _("row %(row)s: %(reason)s")
        return message % {"row": self.row, "column": self.column, "reason": self.reason}


@dataclass
class FileReport:
    """Rows read = created + updated + unchanged + rejected.

    `remarks` are about rows that were taken although one of their values was not.
    """

    name: str
    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejections: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)
    unread_columns: list[str] = field(default_factory=list)

    @property
    def rejected(self) -> int:
        return len(self.rejections)

    @property
    def adds_up(self) -> bool:
        """Whether every row came to something."""
        return self.read == self.created + self.updated + self.unchanged + self.rejected

    @property
    def shown_rejections(self) -> list[Problem]:
        return sorted(self.rejections, key=lambda problem: problem.row)[:SHOWN]

    @property
    def shown_remarks(self) -> list[Problem]:
        return sorted(self.remarks, key=lambda problem: problem.row)[:SHOWN]

    @property
    def hidden_rejections(self) -> int:
        return max(0, len(self.rejections) - SHOWN)

    @property
    def hidden_remarks(self) -> int:
        return max(0, len(self.remarks) - SHOWN)

    def as_dict(self) -> dict[str, Any]:
        """Return what a page shows of it, as plain values."""
        numbers = ("name", "read", "created", "updated", "unchanged", "rejected")
        return {name: getattr(self, name) for name in numbers} | {
            "rejections": [str(problem) for problem in self.shown_rejections],
            "hidden_rejections": self.hidden_rejections,
            "remarks": [str(problem) for problem in self.shown_remarks],
            "hidden_remarks": self.hidden_remarks,
        }

    def reject(self, row: int, reason: str, column: str = "") -> None:
        self.rejections.append(Problem(row, column, reason))

    def remark(self, row: int, reason: str, column: str = "") -> None:
        self.remarks.append(Problem(row, column, reason))


@dataclass
class Report:
    """What came of all files; `skipped` are those nothing here corresponds to."""

    files: list[FileReport] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    is_dry_run: bool = False
    old_dates: int = 0

    @property
    def changes(self) -> int:
        """How many rows created or changed something."""
        return sum(file.created + file.updated for file in self.files)

    def as_dict(self) -> dict[str, Any]:
        """Return what a page shows of it, as plain values."""
        return {
            "files": [file.as_dict() for file in self.files],
            "skipped": self.skipped,
            "is_dry_run": self.is_dry_run,
            "old_dates": self.old_dates,
            "changes": self.changes,
        }
