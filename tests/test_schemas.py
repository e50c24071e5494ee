"""The schemas for editors are those of the classes, and each file names its own."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.process import ROOT
from tools import schemas

KNOWLEDGE = ROOT / "knowledge"


@pytest.mark.parametrize("name", schemas.TYPES)
def test_a_schema_is_that_of_its_class(name: str) -> None:
    path = KNOWLEDGE / schemas.FOLDER / f"{name}.json"
    assert path.read_text(encoding="utf-8") == schemas.content_of(name), "run: python -m tools.schemas"


def test_there_is_no_other_schema_and_every_file_names_its_own() -> None:
    assert {path.stem for path in (KNOWLEDGE / schemas.FOLDER).iterdir()} == set(schemas.TYPES)
    for file in schemas.files(KNOWLEDGE):
        line = schemas.line_for(file)
        assert line, f"{file} has no schema: add one to tools/schemas.py"
        first = (KNOWLEDGE / file).read_text(encoding="utf-8").split("\n")[0]
        assert first == line, f"{file}: run python -m tools.schemas"
        target = (KNOWLEDGE / file).parent / line.removeprefix(schemas.MARK)
        assert target.resolve().is_file()


def test_a_second_run_changes_nothing_and_a_new_file_gets_its_line(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(KNOWLEDGE, tmp_path / "knowledge"))
    (folder / "faq" / "new.yaml").write_text("[]\n", encoding="utf-8")
    schemas.main(folder)
    assert (
        (folder / "faq" / "new.yaml")
        .read_text(encoding="utf-8")
        .startswith("# yaml-language-server: $schema=../schemas")
    )
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    schemas.main(folder)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    (folder / "odd.yaml").write_text("a: 1\n", encoding="utf-8")
    with pytest.raises(SystemExit, match=r"odd\.yaml"):
        schemas.main(folder)


def fits(value: Any, schema: dict[str, Any], root: dict[str, Any]) -> list[str]:
    """Return the fields of a value that a schema does not know, and those that it wants and are not there."""
    if "$ref" in schema:
        schema = root["$defs"][schema["$ref"].rpartition("/")[2]]
    for option in schema.get("anyOf", []):
        if option.get("type") != "null":
            return fits(value, option, root)
    out = []
    if isinstance(value, dict):
        known = schema.get("properties", {})
        out += [name for name in schema.get("required", []) if name not in value]
        for name, child in value.items():
            inner = known.get(name, schema.get("additionalProperties"))
            out += (
                fits(child, inner, root) if isinstance(inner, dict) else [] if inner is None and not known else [name]
            )
    elif isinstance(value, list) and isinstance(schema.get("items"), dict):
        out += [wrong for child in value for wrong in fits(child, schema["items"], root)]
    return out


def test_every_file_fits_its_schema_and_a_slip_does_not() -> None:
    for file in schemas.files(KNOWLEDGE):
        data = yaml.load((KNOWLEDGE / file).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        schema = json.loads(
            (KNOWLEDGE / schemas.FOLDER / f"{schemas.schema_for(file)}.json").read_text(encoding="utf-8")
        )
        assert fits(data, schema, schema) == [], file
    data = yaml.load((KNOWLEDGE / "districts/goa.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    data["districts"][0]["headquarter"] = data["districts"][0].pop("name")
    schema = schemas.schema_of("districts")
    assert fits(data, schema, schema) == ["name", "headquarter"]


def test_fields_are_explained() -> None:
    properties = schemas.schema_of("districts")["$defs"]["Listing"]["properties"]
    assert properties["product"]["description"] == "The official wording, slips included."
    assert "state" not in schemas.schema_of("districts")["$defs"]["District"]["properties"]
