"""What tells an index folder from any other: here, on a low floor, since a corpus must pass over the index in it."""

from __future__ import annotations

import json
import re
import secrets
from pathlib import Path

MANIFEST_FILE = "manifest.json"
INDEX_FORMAT = "yinju-index"
_BUILD_FOLDER = re.compile(r"build-[0-9a-f]{8}")


def new_build_name() -> str:
    """A name for the folder of one build's files."""
    return f"build-{secrets.token_hex(4)}"


def is_build_name(name: str) -> bool:
    """Whether a folder bears the name of one build's files; somebody's own build-notes does not."""
    return bool(_BUILD_FOLDER.fullmatch(name))


def holds_index(folder: Path) -> bool:
    """Whether the folder's manifest is one of ours, of any version; False when it cannot be read."""
    try:
        values = json.loads((folder / MANIFEST_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(values, dict) and values.get("format") == INDEX_FORMAT
