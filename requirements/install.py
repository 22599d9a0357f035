"""Makes the virtual environment and installs what requirements/<name>.txt pins, by its hashes.

Runs before anything is installed, so on the standard library only, and starts on old Pythons
too, to say that they are old. Usage: python requirements/install.py run|dev STAMP
"""

import os
import shutil
import subprocess
import sys

OLDEST = (3, 11)
NEWER = [f"python3.{minor}" for minor in range(OLDEST[1], 20)]
HERE = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(os.path.dirname(HERE), ".venv")
PYTHON = os.path.join(VENV, "bin", "python")


def main(name: str, stamp: str) -> None:
    if sys.version_info[:2] < OLDEST:
        use_a_newer_python()
    if not works(PYTHON, "import pip"):
        make_environment()
    requirements = os.path.join(HERE, f"{name}.txt")
    sys.stdout.write(f"Installing requirements/{name}.txt ...\n")
    sys.stdout.flush()
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    if subprocess.call([*pip, "--require-hashes", "--requirement", requirements]):
        sys.exit("The packages could not be installed; pip says above why.")
    with open(stamp, "w"):
        pass


def use_a_newer_python() -> None:
    for name in NEWER:
        found = shutil.which(name)
        if found:
            os.execv(found, [found, *sys.argv])
    sys.exit(
        f"Python 3.{OLDEST[1]} or newer is needed; this is {sys.version.split()[0]}. Install one "
        "(Debian: apt-get install python3 python3-venv) or name it: "
        "make run PYTHON=/path/to/python3.11"
    )


def make_environment() -> None:
    if not works(sys.executable, "import ensurepip, venv"):
        sys.exit(
            "This Python cannot make a virtual environment: its modules venv and ensurepip are "
            f"missing. Install them (Debian: apt-get install python3.{sys.version_info[1]}-venv)."
        )
    sys.stdout.write("Making the virtual environment .venv ...\n")
    sys.stdout.flush()
    if subprocess.call([sys.executable, "-m", "venv", "--clear", VENV]):
        sys.exit("The virtual environment could not be made; the reason stands above.")


def works(python: str, code: str) -> bool:
    try:
        return subprocess.call([python, "-c", code], stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


if __name__ == "__main__":
    main(*sys.argv[1:])
