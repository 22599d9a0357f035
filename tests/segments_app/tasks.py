"""Tasks for the tests of the worker; they leave their marks in files."""

import time
from pathlib import Path

from django_tasks import task


@task()
def write_after(seconds: float, path: str) -> str:
    """Say that it began, work for a while, and say that it ended."""
    with Path(path).open("a") as file:
        file.write("began\n")
    time.sleep(seconds)
    with Path(path).open("a") as file:
        file.write("ended\n")
    return "done"
