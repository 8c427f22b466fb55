"""Charts as inline SVG; colours come from the page's style sheet, so that they follow light and dark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from eval.metrics import Bin, Interval

_ROW, _BAR, _LABEL, _WIDTH = 34, 11, 178, 500


@dataclass(frozen=True, slots=True)
class BarPair:
    """A labelled row of two bars, Chinese above English; None for a language without a question."""

    label: str
    zh: Interval | None
    en: Interval | None


def paired_bars(rows: Sequence[BarPair], title: str) -> str:
    """Horizontal bars from 0 to 1 with their intervals, two a row."""
    plot = _WIDTH - _LABEL - 40
    height = len(rows) * _ROW + 30
    parts = [_open(_WIDTH, height, title)]
    for tick in range(0, 11, 2):
        x = _LABEL + plot * tick / 10
        parts.append(f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="4" y2="{height - 26}"/>')
        parts.append(
            f'<text class="tick" x="{x:.1f}" y="{height - 10}" text-anchor="middle">{tick / 10:g}</text>'
        )
    for number, row in enumerate(rows):
        top = number * _ROW + 7
        middle = top + _BAR + 5
        parts.append(
            f'<text class="label" x="{_LABEL - 8}" y="{middle}" text-anchor="end">{escape(row.label)}</text>'
        )
        for place, (language, interval) in enumerate((("zh", row.zh), ("en", row.en))):
            if interval is None:
                continue
            y = top + place * (_BAR + 2)
            width = plot * interval.value
            low, high = _LABEL + plot * interval.low, _LABEL + plot * interval.high
            words = f"{row.label}, {language}: {interval.value:.3f} [{interval.low:.2f}, {interval.high:.2f}], n = {interval.n}"
            parts.append(
                f"<g><title>{escape(words)}</title>"
                f'<rect class="bar {language}" x="{_LABEL}" y="{y}" width="{max(width, 1):.1f}" height="{_BAR}" rx="2"/>'
                f'<line class="whisker" x1="{low:.1f}" x2="{high:.1f}" y1="{y + _BAR / 2}" y2="{y + _BAR / 2}"/>'
                f'<text class="value" x="{_LABEL + plot + 6}" y="{y + _BAR - 2}">{interval.value:.2f}</text></g>'
            )
    return "".join([*parts, "</svg>"])


def reliability_diagram(bins: Sequence[Bin], title: str) -> str:
    """Share of answerable questions against confidence; the diagonal is perfect; a dot grows with its questions."""
    side, left, top = 300, 46, 12
    parts = [_open(side + left + 18, side + top + 46, title), *_axes(side, left, top)]
    parts.append(f'<line class="ideal" x1="{left}" y1="{top + side}" x2="{left + side}" y2="{top}"/>')
    points = [(left + side * one.confidence, top + side * (1 - one.share), one) for one in bins]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in points)
    parts.append(f'<polyline class="line" points="{path}"/>')
    largest = max((one.n for one in bins), default=1)
    for x, y, one in points:
        words = f"confidence {one.confidence:.2f}: {one.share:.2f} answerable, n = {one.n}"
        radius = 3 + 8 * (one.n / largest) ** 0.5
        parts.append(
            f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"><title>{words}</title></circle>'
        )
    parts += _axis_names(side, left, top, "confidence", "answerable")
    return "".join([*parts, "</svg>"])


def trade_off(points: Sequence[tuple[float, float]], chosen: tuple[float, float], title: str) -> str:
    """False answers against false refusals as the threshold moves; `chosen` is where it stands."""
    side, left, top = 300, 46, 12
    parts = [_open(side + left + 18, side + top + 46, title), *_axes(side, left, top)]
    path = " ".join(f"{left + side * x:.1f},{top + side * (1 - y):.1f}" for x, y in points)
    parts.append(f'<polyline class="line" points="{path}"/>')
    x, y = chosen
    parts.append(
        f'<circle class="chosen" cx="{left + side * x:.1f}" cy="{top + side * (1 - y):.1f}" r="6">'
        f"<title>here: {x:.3f} false refusals, {y:.3f} false answers</title></circle>"
    )
    parts += _axis_names(side, left, top, "answerable, but declined", "unanswerable, but answered")
    return "".join([*parts, "</svg>"])


def _open(width: float, height: float, title: str) -> str:
    return (
        f'<svg class="chart" viewBox="0 0 {width:.0f} {height:.0f}" role="img" style="max-width:{width:.0f}px">'
        f"<title>{escape(title)}</title>"
    )


def _axes(side: int, left: int, top: int) -> list[str]:
    parts = []
    for tick in range(0, 6):
        share = tick / 5
        x, y = left + side * share, top + side * (1 - share)
        parts.append(f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{top}" y2="{top + side}"/>')
        parts.append(f'<line class="grid" x1="{left}" x2="{left + side}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(
            f'<text class="tick" x="{x:.1f}" y="{top + side + 16}" text-anchor="middle">{share:g}</text>'
        )
        parts.append(f'<text class="tick" x="{left - 8}" y="{y + 4:.1f}" text-anchor="end">{share:g}</text>')
    return parts


def _axis_names(side: int, left: int, top: int, across: str, up: str) -> list[str]:
    middle = top + side / 2
    return [
        f'<text class="label" x="{left + side / 2}" y="{top + side + 38}" text-anchor="middle">{escape(across)}</text>',
        f'<text class="label" transform="translate(12 {middle}) rotate(-90)" text-anchor="middle">{escape(up)}</text>',
    ]
