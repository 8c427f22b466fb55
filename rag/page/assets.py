"""The page's style sheet and scripts, read from the package so that the page needs no network."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent
ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E"
    "%3Crect width='32' height='32' rx='7' fill='%23a5342b'/%3E"
    "%3Cpath d='M9 10h8v5h-7l-1 5h8v4M22 8v17' fill='none' stroke='%23fff' stroke-width='2.4'/%3E%3C/svg%3E"
)


def script(name: str) -> str:
    """The JavaScript of one part of the page, `header` or `conversation`."""
    return (FOLDER / f"{name}.js").read_text(encoding="utf-8")


def head() -> str:
    """What goes into the page's head: icon and style sheet, nothing that another host must serve."""
    style = (FOLDER / "page.css").read_text(encoding="utf-8")
    return f'<link rel="icon" href="{ICON}"><style>{style}</style>'
