"""The models of the segments app, one module a noun."""

from .audit import AuditEntry
from .criteria import SavedCriteria, SavedCriteriaQuerySet, SavedCriteriaVersion
from .draft import CriteriaDraft, DraftState
from .export import ExportRecord
from .job import Job
from .line import SegmentLine, SegmentLineQuerySet
from .retention import RetentionKind, RetentionRule
from .segment import Segment, SegmentAttachment, SegmentContent, SegmentQuerySet
from .step import Step
from .upkeep import Refresh, RefreshMove, Upkeep, UpkeepQuerySet
from .worker import WorkerLease, WorkerLeaseQuerySet

__all__ = [
    "AuditEntry",
    "CriteriaDraft",
    "DraftState",
    "ExportRecord",
    "Job",
    "Refresh",
    "RefreshMove",
    "RetentionKind",
    "RetentionRule",
    "SavedCriteria",
    "SavedCriteriaQuerySet",
    "SavedCriteriaVersion",
    "Segment",
    "SegmentAttachment",
    "SegmentContent",
    "SegmentLine",
    "SegmentLineQuerySet",
    "SegmentQuerySet",
    "Step",
    "Upkeep",
    "UpkeepQuerySet",
    "WorkerLease",
    "WorkerLeaseQuerySet",
]
