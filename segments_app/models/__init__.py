"""The models of the segments app, one module a noun."""

from .activity import Activity, ActivityStep, OffsetIn, TaskAssignment, TaskPriority, TaskType
from .audit import AuditEntry, AuditSeal
from .calendar import CalendarFeed
from .calling import CallRules, CallState, MadeCall, SegmentCall, SegmentCallQuerySet
from .criteria import SavedCriteria, SavedCriteriaQuerySet, SavedCriteriaVersion
from .draft import CriteriaDraft, DraftState
from .export import ExportRecord
from .job import Job
from .line import SegmentLine, SegmentLineQuerySet
from .retention import RetentionKind, RetentionRule
from .segment import Segment, SegmentAttachment, SegmentContent, SegmentQuerySet
from .step import Step
from .task import Task, moment
from .task_parts import MeetingAnswer, TaskAttendee, TaskComment
from .task_promises import RecursFrom, RecursIn, TaskStatus
from .task_queries import TaskQuerySet
from .upkeep import Refresh, RefreshMove, Upkeep, UpkeepQuerySet
from .worker import WorkerLease, WorkerLeaseQuerySet

__all__ = [
    "Activity",
    "ActivityStep",
    "AuditEntry",
    "AuditSeal",
    "CalendarFeed",
    "CallRules",
    "CallState",
    "CriteriaDraft",
    "DraftState",
    "ExportRecord",
    "Job",
    "MadeCall",
    "MeetingAnswer",
    "OffsetIn",
    "RecursFrom",
    "RecursIn",
    "Refresh",
    "RefreshMove",
    "RetentionKind",
    "RetentionRule",
    "SavedCriteria",
    "SavedCriteriaQuerySet",
    "SavedCriteriaVersion",
    "Segment",
    "SegmentAttachment",
    "SegmentCall",
    "SegmentCallQuerySet",
    "SegmentContent",
    "SegmentLine",
    "SegmentLineQuerySet",
    "SegmentQuerySet",
    "Step",
    "Task",
    "TaskAssignment",
    "TaskAttendee",
    "TaskComment",
    "TaskPriority",
    "TaskQuerySet",
    "TaskStatus",
    "TaskType",
    "Upkeep",
    "UpkeepQuerySet",
    "WorkerLease",
    "WorkerLeaseQuerySet",
    "moment",
]
