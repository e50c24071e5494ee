"""Check the templates: each must parse, and every language must have the same ones."""

from __future__ import annotations

from pathlib import Path

import jinja2

from odop_bot.knowledge import Fault


def template_faults(folder: Path) -> list[Fault]:
    """Return what is wrong with the templates of a folder (`<language>/<name>.j2`)."""
    out: list[Fault] = []
    environment = jinja2.Environment(autoescape=True)
    environment.filters.update(bold=str, date=str)
    names: dict[str, set[str]] = {}
    for path in sorted(folder.glob("*/*.j2")):
        names.setdefault(path.parent.name, set()).add(path.name)
        try:
            environment.parse(path.read_text(encoding="utf-8"))
        except jinja2.TemplateSyntaxError as error:
            out.append(Fault(str(path), error.lineno, 1, "", str(error.message), "correct the template"))
        except UnicodeDecodeError:
            out.append(Fault(str(path), 1, 1, "", "this file is not UTF-8", "save it in UTF-8"))
    if "en" not in names:
        out.append(Fault(str(folder), 0, 0, "", "there are no English templates", "restore templates/en/"))
    for language, have in names.items():
        out += [
            Fault(str(folder / language / missing), 0, 0, "", "this template is missing", "translate the English one")
            for missing in sorted(names.get("en", set()) - have)
        ]
    return out
