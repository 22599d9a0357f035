"""A step as it is explained and listed: taken, kept with a logged segment, or being written."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from segments_app.criteria.rules import Rule
from segments_app.models import Step

from .audience import StepOptions


@dataclass(frozen=True)
class Taken:
    """A step as it was taken, or one that is being written."""

    action: str
    rule: Rule
    options: StepOptions
    position: int = 0
    source: str = Step.Source.CRITERIA
    by: str = ""
    at: datetime | None = None
    is_in_force: bool = True

    @classmethod
    def of_step(cls, step: Step, position: int) -> "Taken":
        """Return a step of a segment that is at `position`."""
        by = step.created_by
        return cls(
            action=step.action,
            rule=step.rule,
            options=StepOptions.read(step.options),
            position=step.position,
            source=step.source,
            by=(by.get_full_name() or by.get_username()) if by else "",
            at=step.created_at,
            is_in_force=step.position <= position,
        )

    @classmethod
    def of_frozen(cls, stored: Any) -> "Taken":
        """Return a step as a logged segment keeps it."""
        return cls(
            action=stored.get("action", Step.Action.ADD),
            rule=stored.get("rule", {}),
            options=StepOptions.read(stored.get("options", {})),
            position=stored.get("position", 0),
            source=stored.get("source", Step.Source.CRITERIA),
            by=stored.get("by", ""),
            at=datetime.fromisoformat(stored["at"]) if stored.get("at") else None,
        )
