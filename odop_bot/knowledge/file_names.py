"""What the files of `knowledge/` are called that hold one thing each; folders of many files are read whole."""

from __future__ import annotations

LISTS = "lists.yaml"
SOURCES = "sources.yaml"
SUBJECTS = "subjects.yaml"
SHARED_NAMES = "shared_names.yaml"
CRAFT_KINDS = "craft_kinds.yaml"
SUPPORT = "support.yaml"
GI_REGISTRY = "gi_registry.yaml"
PINS = "pincodes.csv"
BORDERS = "borders.topo.json"
NAMES, WORDS = "names.yaml", "words.yaml"
"""In `languages/<code>/`."""
