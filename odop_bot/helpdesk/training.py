"""Try a proposal on the knowledge base, and write it there: whole, checked, or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from odop_bot.answering import Answerer
from odop_bot.engine import load_engine
from odop_bot.files import write_whole
from odop_bot.helpdesk.proposals import Proposal, ProposalError, Regression, answered, changed, regressions
from odop_bot.knowledge import KnowledgeError
from odop_bot.knowledge.files import read_files
from odop_bot.locking import locked
from odop_bot.understanding.understander import Understander

REVIEW = "review.yaml"
"""The file in the data folder that lists every proposal: what, who, when, why."""
_LOCK = "lessons.lock"


@dataclass(frozen=True, slots=True)
class Trial:
    """What a proposal would do."""

    file: str = ""
    """The file that it would change, by its path in the knowledge folder."""
    faults: tuple[str, ...] = ()
    """Why it cannot be written, or what the checks say."""
    regressions: tuple[Regression, ...] = ()
    """What would be answered differently."""
    unmoved: str | None = None
    """What the taught line would still be answered with, if not as taught."""

    @property
    def passed(self) -> bool:
        """Whether the proposal may be accepted."""
        return not (self.faults or self.regressions or self.unmoved)


class Training:
    """Proposals for one knowledge folder. Everything here takes seconds: call it in a thread."""

    def __init__(self, knowledge_dir: Path, data_dir: Path) -> None:
        self._knowledge_dir = knowledge_dir
        self._data_dir = data_dir

    def attempt(self, proposal: Proposal, before: Understander) -> Trial:
        """Return what a proposal would do to what is answered now; nothing is written."""
        return self._attempt(proposal, before)[0]

    def learn(self, proposal: Proposal, before: Understander) -> tuple[Trial, Answerer | None]:
        """Write a proposal into its file and load the knowledge base anew; undo it if anything fails.

        Returns the new answerer, None if the proposal was not taken. Whoever is at it already with
        the same folder is waited for. Raises OSError when the folder cannot be written.
        """
        self._data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        with locked(self._data_dir / _LOCK, wait=True):
            trial, content = self._attempt(proposal, before)
            if not trial.passed or content is None:
                return trial, None
            path = self._knowledge_dir / trial.file
            old = path.read_bytes()
            write_whole(path, content)
            try:
                return trial, self.load()
            except KnowledgeError as error:
                write_whole(path, old)
                return Trial(trial.file, _shown(error)), None
            except BaseException:
                write_whole(path, old)
                raise

    def load(self) -> Answerer:
        """Return an answerer for what stands in the folder now. Raises KnowledgeError for a faulty one."""
        return load_engine(self._knowledge_dir, self._data_dir)

    def write_review(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Write the record of all lessons into the data folder, in one step."""
        self._data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        text = yaml.safe_dump(
            [{str(k): v for k, v in row.items()} for row in rows], allow_unicode=True, sort_keys=False
        )
        write_whole(self._data_dir / REVIEW, text.encode())

    def _attempt(self, proposal: Proposal, before: Understander) -> tuple[Trial, bytes | None]:
        # What reads and checks the files is for those who teach, not for each start.
        from odop_bot.knowledge.loader import load_knowledge

        files = read_files(self._knowledge_dir)
        try:
            name, content = changed(files, proposal)
        except ProposalError as error:
            return Trial(faults=(str(error),)), None
        try:
            now = Understander(load_knowledge(self._knowledge_dir, {**files, name: content}))
        except KnowledgeError as error:
            return Trial(name, _shown(error)), None
        return Trial(name, (), tuple(regressions(before, now, proposal)), answered(now, proposal)), content


def _shown(error: KnowledgeError) -> tuple[str, ...]:
    return tuple(str(fault)[:300] for fault in error.faults[:5])
