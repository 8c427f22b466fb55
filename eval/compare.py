"""Two evaluations beside each other: which figures moved beyond chance, and which questions changed.

python -m eval.compare before.json after.json
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.metrics import Interval, difference_interval
from eval.result import Evaluation, Outcome, read_evaluation
from rag.errors import RagError


@dataclass(frozen=True, slots=True)
class Change:
    """A question that both runs asked and that came out differently."""

    before: Outcome
    after: Outcome

    @property
    def better(self) -> bool:
        """Whether it is right now and was not before."""
        return self.after.right and not self.before.right


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed from one evaluation to another over the questions that both asked.

    `moved` holds the paired differences, after - before, of question-by-question figures. `gained` are right now and
    were wrong, `lost` the reverse; `other` are neither, but their quotes or their refusal changed.
    """

    common: int
    moved: dict[str, Interval]
    gained: tuple[Change, ...]
    lost: tuple[Change, ...]
    other: tuple[Change, ...]


def compare(before: Evaluation, after: Evaluation) -> Comparison:
    """The comparison of two evaluations; questions are the same when id and wording are."""
    old = {(outcome.id, outcome.question): outcome for outcome in before.outcomes}
    pairs = [
        Change(old[outcome.id, outcome.question], outcome)
        for outcome in after.outcomes
        if (outcome.id, outcome.question) in old
    ]
    changed = [
        pair
        for pair in pairs
        if pair.before.right == pair.after.right and _shown(pair.before) != _shown(pair.after)
    ]
    return Comparison(
        len(pairs),
        _moved(pairs),
        tuple(pair for pair in pairs if pair.better),
        tuple(pair for pair in pairs if pair.before.right and not pair.after.right),
        tuple(changed),
    )


def format_comparison(comparison: Comparison) -> str:
    """The comparison as text; a difference whose interval holds 0 is called a tie."""
    lines = [f"{comparison.common} questions in both", ""]
    for name, interval in comparison.moved.items():
        verdict = "tie" if interval.low <= 0 <= interval.high else ("gain" if interval.value > 0 else "loss")
        lines.append(f"{name:24}{interval.value:+.3f} [{interval.low:+.3f}, {interval.high:+.3f}]  {verdict}")
    for title, changes in (
        ("now right", comparison.gained),
        ("now wrong", comparison.lost),
        ("changed", comparison.other),
    ):
        lines += ["", f"{title}: {len(changes)}"]
        for change in changes:
            lines.append(f"  {change.after.id}  {change.after.question}")
            lines.append(f"    before: {_show(change.before)}")
            lines.append(f"    after:  {_show(change.after)}")
    return "\n".join(lines)


def _moved(pairs: Sequence[Change]) -> dict[str, Interval]:
    moved = {"right": difference_interval([p.before.right for p in pairs], [p.after.right for p in pairs])}
    answerable = [pair for pair in pairs if not pair.after.unanswerable]
    moved["answers.correct"] = difference_interval(
        [pair.before.correct for pair in answerable], [pair.after.correct for pair in answerable]
    )
    modes = list(
        dict.fromkeys(mode for pair in pairs for mode in pair.after.rankings if mode in pair.before.rankings)
    )
    for mode in modes:
        both = [pair for pair in pairs if mode in pair.before.rankings and mode in pair.after.rankings]
        for k in (1, 5):
            moved[f"{mode}.recall@{k}"] = difference_interval(
                [pair.before.rankings[mode].recall[k] for pair in both],
                [pair.after.rankings[mode].recall[k] for pair in both],
            )
    return {name: interval for name, interval in moved.items() if interval.n}


def _shown(outcome: Outcome) -> tuple[bool, tuple[str, ...]]:
    return outcome.declined, tuple(quote.text for quote in outcome.quotes)


def _show(outcome: Outcome) -> str:
    return (
        "declined" if outcome.declined else " ‖ ".join(quote.text for quote in outcome.quotes) or "no quote"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the comparison of two report.json files."""
    parser = argparse.ArgumentParser(prog="python -m eval.compare", description=main.__doc__)
    parser.add_argument("before", type=Path)
    parser.add_argument("after", type=Path)
    options = parser.parse_args(arguments)
    try:
        print(format_comparison(compare(read_evaluation(options.before), read_evaluation(options.after))))
    except RagError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
