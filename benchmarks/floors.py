"""The best we can write by hand for each operation, with the same constraints and triggers.

Each does in its transaction what the service promises: the lock, the step or logged segment,
the rows, the counts.
"""

from typing import Any

from django.db import connection, transaction

GATE = (
    "NOT c.is_privacy_blocked AND NOT (c.is_minor AND NOT c.has_parental_consent) "
    "AND (c.company_id IS NULL OR c.company_id NOT IN (SELECT b.id FROM contacts_contact b "
    "WHERE b.type = 'company' AND b.is_privacy_blocked))"
)
POSTGRES = connection.vendor == "postgresql"
CURRENT = "added_at <= %s AND (removed_at IS NULL OR removed_at > %s)"

# What is logged for a line: parameters are template, salesperson, campaign, its entry, the
# segment's number, the logged segment, and the template again.
LOGGED_COLUMNS = (
    "contact_id, company_id, occurred_on, description, "
    "template_id, group_id, salesperson_id, information_flow, initiated_by, "
    "correspondence_type, language_id, subject, contact_via, cost, duration, campaign_id, "
    "campaign_entry_id, is_target, is_response, segment_number, logged_segment_id, evaluation, "
    "attempt_failed, is_postponed, created_at"
)
LOGGED_VALUES = (
    "l.contact_id, CASE WHEN c.type = 'company' THEN c.id ELSE c.company_id END, "
    "COALESCE(l.occurred_on, CURRENT_DATE), COALESCE(l.description, 'By hand'), "
    "COALESCE(l.template_id, %s), t.group_id, "
    "COALESCE(l.salesperson_id, %s, c.salesperson_id), "
    "COALESCE(l.information_flow, t.information_flow), "
    "COALESCE(l.initiated_by, t.initiated_by), "
    "COALESCE(l.correspondence_type, c.correspondence_type), "
    "COALESCE(l.language_id, c.language_id), COALESCE(l.subject, ''), l.contact_via, "
    "COALESCE(l.cost, 8), COALESCE(l.duration, 5), COALESCE(l.campaign_id, %s), %s, "
    "COALESCE(l.is_target, true), COALESCE(l.is_response, false), %s, %s, l.evaluation, "
    "l.attempt_failed, false, CURRENT_TIMESTAMP"
)
LOGGED_FROM = (
    "FROM segments_segmentline l JOIN contacts_contact c ON c.id = l.contact_id "
    "JOIN interactions_interactiontemplate t ON t.id = COALESCE(l.template_id, %s)"
)


def execute(statement: str, *parameters: Any) -> int:
    """Run one statement; return how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return int(cursor.rowcount)


def count(condition: str) -> int:
    """Count the contacts for which `condition` holds."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM contacts_contact c WHERE {condition}".replace("%", "%%"), ()
        )
        return int(cursor.fetchone()[0])


def _lock(segment: int) -> None:
    if POSTGRES:
        execute("SELECT 1 FROM segments_segment WHERE id = %s FOR UPDATE", segment)


def _step(segment: int, position: int, action: str, before: int, after: int) -> None:
    execute(
        "INSERT INTO segments_step (segment_id, position, action, source, rule, options, "
        "before_count, after_count, left_out, created_at) "
        "VALUES (%s, %s, %s, 'criteria', '{}', '{}', %s, %s, '{}', CURRENT_TIMESTAMP)",
        segment, position, action, before, after,
    )  # fmt: skip
    execute("UPDATE segments_segment SET position = %s WHERE id = %s", position, segment)


@transaction.atomic
def add(segment: int, condition: str) -> int:
    """Add everybody for whom `condition` holds and whom the gate lets through."""
    _lock(segment)
    added = execute(
        "INSERT INTO segments_segmentline (segment_id, contact_id, added_at) "
        f"SELECT %s, c.id, 1 FROM contacts_contact c WHERE {condition} AND {GATE} "
        "AND NOT c.exclude_from_segments ORDER BY c.id ON CONFLICT DO NOTHING",
        segment,
    )
    _step(segment, 1, "add", 0, added)
    return added


@transaction.atomic
def remove(segment: int, condition: str, before: int, *, keep: bool) -> int:
    """Remove the lines of those for whom `condition` holds, or does not."""
    _lock(segment)
    sign = "NOT " if keep else ""
    removed = execute(
        f"UPDATE segments_segmentline SET removed_at = 2 WHERE segment_id = %s AND {CURRENT} "
        f"AND {sign}EXISTS (SELECT 1 FROM contacts_contact c "
        f"WHERE c.id = segments_segmentline.contact_id AND {condition})",
        segment, 1, 1,
    )  # fmt: skip
    _step(segment, 2, "keep" if keep else "remove", before, before - removed)
    return removed


@transaction.atomic
def refresh(segment: int, condition: str, before: int) -> int:
    """Have those be there for whom `condition` holds: found once, then taken out and brought in."""
    wanted = "bench_wanted_by_hand"
    execute(
        f"CREATE TEMPORARY TABLE {wanted} AS SELECT c.id FROM contacts_contact c "
        f"WHERE {condition} AND {GATE} AND NOT c.exclude_from_segments"
    )
    execute(f"ANALYZE {wanted}")
    _lock(segment)
    left = execute(
        f"UPDATE segments_segmentline SET removed_at = 2 WHERE segment_id = %s AND {CURRENT} "
        f"AND NOT EXISTS (SELECT 1 FROM {wanted} w WHERE w.id = segments_segmentline.contact_id)",
        segment, 1, 1,
    )  # fmt: skip
    joined = execute(
        "INSERT INTO segments_segmentline (segment_id, contact_id, added_at) "
        f"SELECT %s, w.id, 2 FROM {wanted} w WHERE NOT EXISTS (SELECT 1 FROM "
        f"segments_segmentline l WHERE l.segment_id = %s AND l.contact_id = w.id AND {CURRENT}) "
        "ORDER BY w.id",
        segment, segment, 1, 1,
    )  # fmt: skip
    _step(segment, 2, "refresh", before, before + joined - left)
    execute(f"DROP TABLE {wanted}")
    return joined + left


@transaction.atomic
def go_to(segment: int, position: int) -> None:
    """Go back or forward."""
    _lock(segment)
    execute("UPDATE segments_segment SET position = %s WHERE id = %s", position, segment)


def begin_log(number: str, campaign: int) -> tuple[int, int]:
    """Make the logged segment and the campaign entry; return their ids."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO interactions_loggedsegment (segment_number, description, steps, sentence, "
            "line_count, logged_count, left_out_count, search_text, created_at) "
            "VALUES (%s, 'By hand', '[]', '', 0, 0, 0, '', CURRENT_TIMESTAMP) RETURNING id",
            [number],
        )
        logged = cursor.fetchone()[0]
        cursor.execute(
            "INSERT INTO campaigns_campaignentry (campaign_id, description, occurred_on, "
            "segment_number, created_at) VALUES (%s, 'By hand', CURRENT_DATE, %s, "
            "CURRENT_TIMESTAMP) RETURNING id",
            [campaign, number],
        )
        return logged, cursor.fetchone()[0]


def end_log(segment: int, logged: int, *, done: int, gone: int) -> None:
    """Keep the figures, and close the segment."""
    execute(
        "UPDATE interactions_loggedsegment SET line_count = %s, logged_count = %s, "
        "left_out_count = %s WHERE id = %s",
        done + gone, done, gone, logged,
    )  # fmt: skip
    execute(
        "UPDATE segments_segment SET status = 'logged', logged_segment_id = %s "
        "WHERE id = %s AND status = 'open'",
        logged, segment,
    )  # fmt: skip


@transaction.atomic
def log(segment: int, *, number: str, campaign: int, template: int, salesperson: int) -> int:
    """Log an interaction for every line; the header's values, or the line's own."""
    _lock(segment)
    logged, entry = begin_log(number, campaign)
    gone = execute(
        "INSERT INTO interactions_leftout (logged_segment_id, contact_id, reason) "
        "SELECT %s, c.id, 'privacy_blocked' FROM segments_segmentline l JOIN contacts_contact c "
        f"ON c.id = l.contact_id WHERE l.segment_id = %s AND {CURRENT} AND NOT ({GATE})",
        logged, segment, 1, 1,
    )  # fmt: skip
    done = execute(
        f"INSERT INTO interactions_interaction ({LOGGED_COLUMNS}) SELECT {LOGGED_VALUES} "
        f"{LOGGED_FROM} WHERE l.segment_id = %s AND {CURRENT} AND {GATE} ORDER BY l.contact_id",
        template, salesperson, campaign, entry, number, logged, template, segment, 1, 1,
    )  # fmt: skip
    end_log(segment, logged, done=done, gone=gone)
    return done


@transaction.atomic
def cancel(number: str) -> int:
    """Cancel what was logged under `number`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO campaigns_cancellation (reason, canceled_at) "
            "VALUES ('By hand', CURRENT_TIMESTAMP) RETURNING id"
        )
        cancellation = cursor.fetchone()[0]
    logged = "(SELECT id FROM interactions_loggedsegment WHERE segment_number = %s)"
    execute(
        "UPDATE interactions_loggedsegment SET cancellation_id = %s WHERE segment_number = %s",
        cancellation, number,
    )  # fmt: skip
    execute(
        "UPDATE campaigns_campaignentry SET cancellation_id = %s WHERE segment_number = %s",
        cancellation, number,
    )  # fmt: skip
    return execute(
        "UPDATE interactions_interaction SET cancellation_id = %s "
        f"WHERE logged_segment_id = {logged} AND cancellation_id IS NULL",
        cancellation, number,
    )  # fmt: skip
