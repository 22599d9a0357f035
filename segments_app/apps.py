from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class SegmentsConfig(AppConfig):
    """The segments app, and the project package at once: docs/decisions/0002."""

    name = "segments_app"
    label = "segments"
    verbose_name = _("Segments")

    def ready(self) -> None:
        from contacts import filters
        from contacts.services import blockers, consent_later
        from contacts.services.merging import DECISIONS, Decision
        from contacts.services.personal import FATES, FIGURES, HOLDINGS, LINES, LOCKS, Fate, Holding
        from contacts.services.personal.elsewhere import FOLDERS, MADE_ANEW
        from interactions.services.delivery import another_way
        from segments_app import (
            bulk_edit_jobs,
            contact_consent_jobs,
            contact_import_jobs,
            duplicate_jobs,
            erasure_jobs,
            export_jobs,
            import_jobs,
            line_jobs,
            print_jobs,
            task_jobs,
        )
        from segments_app.bootstrap import after_migrate
        from segments_app.business_central import uploads
        from segments_app.common import exports, uses
        from segments_app.common.origin import tell_origin
        from segments_app.segment_filters import on_segment
        from segments_app.services import (
            jobs,
            kept_files,
            refresh_jobs,
            retention,
            reusing,
            segment_jobs,
        )
        from segments_app.services.another_way import send_another_way
        from segments_app.services.blockers import are_on_open_segments, is_on_open_segment
        from segments_app.services.erasing import empty_lines
        from segments_app.services.locking import lock_segments_of
        from segments_app.services.merging_lines import unite_lines
        from segments_app.services.rule_uses import rule_uses
        from segments_app.services.task_registers import register as register_tasks

        uses.finders.append(rule_uses)
        another_way.append(send_another_way)
        filters.MORE["segment"] = on_segment
        register_tasks()
        jobs.WORK |= {
            segment_jobs.LOG: segment_jobs.log_for_job,
            segment_jobs.STEP: segment_jobs.step_for_job,
            refresh_jobs.KIND: refresh_jobs.refresh_for_job,
            reusing.KIND: reusing.reuse_for_job,
            line_jobs.KIND: line_jobs.edit_matching,
            bulk_edit_jobs.KIND: bulk_edit_jobs.edit_matching,
            bulk_edit_jobs.UNDO: bulk_edit_jobs.undo,
            contact_consent_jobs.KIND: contact_consent_jobs.record_matching,
            import_jobs.KIND: import_jobs.run_import,
            duplicate_jobs.KIND: duplicate_jobs.run_search,
            erasure_jobs.KIND: erasure_jobs.erase_for_job,
            export_jobs.KIND: export_jobs.run_export,
            retention.KIND: retention.run_for_job,
            print_jobs.KIND: print_jobs.run_print,
            task_jobs.KIND: task_jobs.assign_for_job,
            **contact_import_jobs.WORK,
        }
        jobs.REPEATABLE |= {
            refresh_jobs.KIND,
            import_jobs.KIND,
            duplicate_jobs.KIND,
            export_jobs.KIND,
            retention.KIND,
            print_jobs.KIND,
            *contact_import_jobs.WORK,
        }
        consent_later.hooks.record = contact_consent_jobs.record_later
        exports.hooks = exports.Hooks(export_jobs.record, export_jobs.later, export_jobs.last)
        blockers.company_change.append(is_on_open_segment)
        blockers.company_changes.append(are_on_open_segments)
        DECISIONS.update(
            {
                "segments.SegmentLine.contact": Decision(prepare=unite_lines),
                "segments.RefreshMove.contact": Decision(same=("refresh",)),
                "segments.SegmentCall.contact": Decision(same=("segment",)),
            }
        )
        HOLDINGS.update(
            {
                "segments.SegmentLine.contact": Holding(also=("content",)),
                "segments.RefreshMove.contact": Holding(),
                "segments.SegmentCall.contact": Holding(),
                "segments.MadeCall.interaction": Holding(),
            }
        )
        own = ("description", "subject", "contact_via", "alternative_address")
        FATES.update(
            {
                "segments.SegmentLine.contact": Fate(LINES, emptied=own, special=empty_lines),
                "segments.RefreshMove.contact": Fate(FIGURES),
                "segments.MadeCall.interaction": Fate(FIGURES),
            }
        )
        LOCKS.append(lock_segments_of)
        FOLDERS.append(kept_files.FOLDER)
        MADE_ANEW[kept_files.FOLDER] = kept_files.whole
        MADE_ANEW[uploads.FOLDER] = lambda _names: set()  # archives in archives: sent once more

        # As a database cannot see which request it is asked in.
        connection_created.connect(tell_origin)
        # Django's own hook for rows that every database needs; we have no signals of our own.
        post_migrate.connect(after_migrate, sender=self)
