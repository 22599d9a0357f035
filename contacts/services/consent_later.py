"""Consent of many contacts left to the worker: the app above, which has it, says how."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass
class Hooks:
    """`record` returns the job that does it, None where it is to be done at once."""

    record: Callable[..., Any] = lambda **_said: None


hooks = Hooks()
