"""Public data sets that are not part of the project: their tests skip where they are absent.

SEGMENTS_TEST_DATA names their folder, else a folder "shared/data" beside the project does.
"""

import os
from pathlib import Path

import pytest

BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data"
FOLDER = Path(os.environ.get("SEGMENTS_TEST_DATA", BESIDE))


def shared(*parts):
    """Return a path in the data sets, or skip the test where it is absent."""
    path = FOLDER.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"The data set {'/'.join(parts)} is not beside us.")
    return path
