"""What all tests share: the real knowledge base, loaded once."""

from __future__ import annotations

from pathlib import Path

import pytest

from odop_bot.answering import Answerer, Renderer
from odop_bot.engine import TEMPLATES, read_templates
from odop_bot.knowledge import Knowledge
from odop_bot.knowledge.loader import load_knowledge
from odop_bot.understanding.understander import Understander

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge(ROOT / "knowledge")


@pytest.fixture(scope="session")
def understander(knowledge: Knowledge) -> Understander:
    return Understander(knowledge)


@pytest.fixture(scope="session")
def answerer(knowledge: Knowledge, understander: Understander) -> Answerer:
    return Answerer(knowledge, understander, Renderer(read_templates(TEMPLATES), knowledge))
