"""Makes tasks for tests."""

from datetime import UTC, date, datetime

from segments_app.services.tasks import create_task
from tests.factories import make_salesperson

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
TODAY = date(2026, 3, 10)


def make_task(description="Call back", *, by=None, now=NOW, **values):
    """Make a task; without a salesperson or a team it is somebody's."""
    if "team" not in values and "salesperson" not in values:
        values["salesperson"] = make_salesperson()
    return create_task(values={"description": description, **values}, by=by, now=now)
