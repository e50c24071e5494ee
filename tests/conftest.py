"""What all tests share: the real knowledge base, loaded once, and the bot as a process."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from odop_bot.answering import Answerer, Renderer
from odop_bot.engine import TEMPLATES, read_templates
from odop_bot.knowledge import Knowledge
from odop_bot.knowledge.loader import load_knowledge
from odop_bot.understanding.understander import Understander
from tests.loading import remember_files
from tests.postgres import Postgres
from tests.process import ROOT, Start, Starter, compile_knowledge, shared

if TYPE_CHECKING:
    from tests.standin import FakeTelegram, StandIn

settings.register_profile("busy", deadline=None)  # how long one example takes says how busy the machine is
settings.load_profile("busy")

_PROCESSES = frozenset({"standin", "postgres", "compiled", "data_dir"})
"""Fixtures with which a test starts the program, or a server for it: whoever uses one is slow."""
_LONG = frozenset(
    {
        "card",
        "channel_steps",
        "checking",
        "cli",
        "compiled",
        "conversations",
        "corrections",
        "crawler",
        "development",
        "disk",
        "edge",
        "facts",
        "faults",
        "gi",
        "helpdesk_gaps",
        "hostile",
        "kept",
        "languages",
        "limits",
        "listings",
        "loader",
        "logs",
        "manners",
        "masking",
        "mcq",
        "mini_app",
        "new_language",
        "notes",
        "parting",
        "pass_on",
        "people_first",
        "polling",
        "quiz_endurance",
        "quiz_fairness",
        "quiz_figures",
        "quiz_play",
        "quiz_questions",
        "quiz_rounds",
        "screens",
        "site",
        "site_browser",
        "slips",
        "spreadsheet",
        "staff_taps",
        "tasks",
        "teaching",
        "templates",
        "trouble",
        "understanding",
        "web",
        "web_browser",
        "web_helpdesk",
        "weights",
        "wrong_turns",
    }
)
"""Modules that ask thousands of questions, check the whole knowledge base often, or run much of the bot: slow too."""

_LONGEST = (
    "helpdesk_gaps",
    "site_browser",
    "faults",
    "quiz_questions",
    "disk",
    "stopping",
    "site",
    "cli",
    "loader",
    "tasks",
    "quiz_endurance",
    "telegram",
    "web_browser",
    "spreadsheet",
    "templates",
    "compiled",
    "kept",
)
"""Modules that last longest: they start first, so that no worker waits for another one at the end."""


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Do not even import the modules of long searches where only fast tests are wanted."""
    is_long = collection_path.stem.removeprefix("test_") in _LONG and collection_path.suffix == ".py"
    return True if is_long and config.getoption("markexpr") == "fast" else None


@pytest.hookimpl(wrapper=True, tryfirst=True)  # before pytest looks which marks are wanted
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Generator[None]:
    """Mark tests of processes and long searches as slow, and all that do not say so themselves as fast."""
    for item in items:
        # A fixture with variants asks for PostgreSQL by the name of the variant only.
        variants = getattr(getattr(item, "callspec", None), "params", {})
        starts = not _PROCESSES.isdisjoint((*getattr(item, "fixturenames", ()), *map(str, variants.values())))
        is_slow = starts or item.path.stem[5:] in _LONG
        if not item.get_closest_marker("slow"):
            item.add_marker("slow" if is_slow else "fast")
    yield
    # After they were shuffled.
    places = {name: place for place, name in enumerate(_LONGEST)}
    items.sort(key=lambda item: places.get(item.path.stem[5:], len(places)))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the flag of the crawler."""
    parser.addoption("--crawl-all", action="store_true", help="Let the crawler tap every button, not a sample.")


@pytest.fixture(scope="session", autouse=True)
def _files_once() -> Iterator[None]:
    """Read and validate each file of the knowledge base once a process, however often tests load it."""
    with pytest.MonkeyPatch.context() as patch:
        remember_files(patch.setattr)
        yield


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge(ROOT / "knowledge")


@pytest.fixture(scope="session")
def understander(knowledge: Knowledge) -> Understander:
    return Understander(knowledge)


@pytest.fixture(scope="session")
def answerer(knowledge: Knowledge, understander: Understander) -> Answerer:
    return Answerer(knowledge, understander, Renderer(read_templates(TEMPLATES), knowledge))


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder that holds the compiled knowledge base, so that no test waits for it.

    The workers of a run compile it once, and copy it: tests write into it.
    """
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return compile_knowledge(tmp_path_factory.mktemp("data"))
    once = shared(tmp_path_factory.getbasetemp().parent / "compiled", compile_knowledge)
    return Path(shutil.copytree(once, tmp_path_factory.mktemp("data") / "data"))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """Return a PostgreSQL that runs until the end of the tests."""
    server = Postgres()
    yield server
    server.stop()


@pytest.fixture
def standin() -> Iterator[StandIn]:
    from tests.standin import StandIn  # its models take seconds to import, and most tests need none of them

    standin = StandIn()
    yield standin
    standin.close()


@pytest.fixture
def telegram(standin: StandIn) -> FakeTelegram:
    return standin.telegram


@pytest.fixture
def start(standin: StandIn, tmp_path: Path, compiled: Path) -> Iterator[Start]:
    """Return a function that starts the bot and waits until it listens; all are stopped at the end."""
    starter = Starter(standin, tmp_path, compiled)
    yield starter.start
    starter.stop()
