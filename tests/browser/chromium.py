"""A Chromium to test with: an installed one, Playwright's, or Debian's package."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ADVICE = (
    "No Chromium was found to test with. Install one (Debian: apt-get install chromium), or set "
    "CHROMIUM to the path of its program, or run: python -m playwright install chromium"
)


class NoChromium(Exception):
    """There is none and none could be installed."""


def find_or_install(playwright):
    """Return the path of a Chromium, installing one where that is possible."""
    for find in (installed, lambda: downloaded(playwright), packaged):
        if path := find():
            return path
    raise NoChromium(ADVICE)


def installed():
    if given := os.environ.get("CHROMIUM"):
        if not shutil.which(given):
            raise NoChromium(f"CHROMIUM={given} is no program.")
        return given
    return next(filter(None, map(shutil.which, NAMES)), None)


def downloaded(playwright):
    path = Path(playwright.chromium.executable_path)
    if not path.exists():
        attempt(sys.executable, "-m", "playwright", "install", "chromium")
    return str(path) if path.exists() else None


def packaged():
    if os.geteuid() == 0 and shutil.which("apt-get"):
        attempt("apt-get", "update")
        attempt("apt-get", "install", "-y", "--no-install-recommends", "chromium")
    return installed()


def attempt(*command):
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(command, stdin=subprocess.DEVNULL, env=environment, check=False, timeout=900)
