"""Make the skeleton of a language: all of its files, in English until somebody translates them.

    python -m tools.new_language bn বাংলা

Writes `templates/<code>/` and `knowledge/languages/<code>/`. From then on the bot speaks the language: in English words
where nothing is translated, which `check` lists as *to translate* and `stats` counts.
"""

from __future__ import annotations

import sys
from pathlib import Path

from odop_bot.errors import OdopError
from odop_bot.knowledge import ENGLISH
from odop_bot.language.scripts import SCRIPT_OF_LANGUAGE
from odop_bot.settings import ROOT
from tools.schemas import line_for

SKELETON: dict[str, str] = {
    "words.yaml": "# Words that tell how a message is meant; all lists that there are: knowledge/language/words.yaml\n"
    "# Small words that show the language, in Latin letters too; one in its own letters shows its script:\n"
    "markers: {{{code}: [{name}]}}\n",
    "names.yaml": "# What places and lists are called, by their codes and ids. An example: states: {{9: the name}}\n"
    "states: {{}}\ndistricts: {{}}\nlists: {{}}\n",
    "products.yaml": "# What products are called, by the official English wording of the listings.\n{{}}\n",
    "remarks.yaml": "# What is said of a listing (its reading, doubt, note), by the English words.\n{{}}\n",
    "figures.yaml": "# Figures that are written otherwise in this language, by their ids.\n{{}}\n",
}
"""The files of a language in `knowledge/languages/<code>/`, beside those that mirror families and FAQ."""
MIRRORED = {
    "families": "# Names of product families, by their ids: brassware: {{name: …, also: […], latin: […]}}\n{{}}\n",
    "faq": "# Answers, by their ids. An example: gi-law: {{title: …, asks: […], latin: […], answer: …}}\n{{}}\n",
}
"""Folders that have a file for each English one."""


class NoLanguageError(OdopError):
    """The language cannot be added; the message says why and what would be right."""


def add_language(code: str, name: str, root: Path = ROOT) -> list[Path]:
    """Write the files of a language that calls itself `name`; return them. Raises NoLanguageError."""
    known = sorted(key for key in SCRIPT_OF_LANGUAGE if "-" not in key)
    if code not in known:
        raise NoLanguageError(f"{code} is no language of odop_bot/language/scripts.py; there are: {', '.join(known)}")
    templates, knowledge = root / "templates", root / "knowledge"
    folder = knowledge / "languages" / code
    for there in (templates / code, folder):
        if there.exists() and any(there.glob("*.yaml")):
            raise NoLanguageError(f"{there.relative_to(root)} is there; translate what `python bot.py check` names")
    files = {
        templates / code / path.name: path.read_text(encoding="utf-8")
        for path in sorted((templates / ENGLISH).iterdir())
    }
    menus = templates / code / "conversation.yaml"
    files[menus] = files[menus].replace("language: English\n", f"language: {name}\n", 1)
    content = {**SKELETON}
    for kind, text in MIRRORED.items():
        content |= {f"{kind}/{path.name}": text for path in sorted((knowledge / kind).glob("*.yaml"))}
    for file, text in content.items():
        line = line_for(f"languages/{code}/{file}")
        files[folder / file] = f"{line}\n{text.format(code=code, name=name)}"
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return list(files)


def main() -> None:
    """Add the language that the command line names."""
    if len(sys.argv) != 3:
        sys.exit("Write the code of the language and what it calls itself: python -m tools.new_language bn বাংলা")
    try:
        files = add_language(sys.argv[1], sys.argv[2])
    except NoLanguageError as error:
        sys.exit(str(error))
    folders = sorted({path.parent.relative_to(ROOT).as_posix() for path in files})
    print(f"{len(files)} files in {', '.join(folders)}")


if __name__ == "__main__":
    main()
