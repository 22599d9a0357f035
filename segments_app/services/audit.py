"""What the database cannot see: log-ins that failed, and pages that were refused (AU-05)."""

from django.contrib.auth.models import User

from segments_app.models import AuditEntry

Action = AuditEntry.Action


def record_refusal(*, by: User | None, path: str, status: int) -> AuditEntry:
    """Note that somebody asked for a page that is not for them, or for a row that is not there."""
    return AuditEntry.objects.create(
        action=Action.REFUSED, actor=by, path=path[:200], after={"status": status}
    )


def record_failed_log_in(*, username: str, path: str) -> AuditEntry:
    """Note a wrong log-in: of a user that there is. What else was typed might be a password."""
    found = User.objects.filter(username=username).first()
    key = str(found.pk) if found else ""
    return AuditEntry.objects.create(
        action=Action.FAILED, subject=User._meta.db_table, row_key=key, path=path[:200]
    )
