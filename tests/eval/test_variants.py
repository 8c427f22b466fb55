from pathlib import Path

import pytest

from eval.ablation import ABLATIONS, NO_READER, ablate, format_variants
from eval.metrics import Interval
from eval.robustness import distractor_row, noise_rows
from eval.runner import Bench, read_questions
from eval.variants import Variant, variant, verdict
from rag.retrieval import RetrievalConfig
from tests.eval.outcomes import make_evaluation, make_outcome, make_ranking

WHOLE = make_evaluation(*(make_outcome(str(n)) for n in range(8)))
LOSING = make_evaluation(
    *(make_outcome(str(n), correct=False, rankings={"hybrid": make_ranking(3)}) for n in range(8))
)


def test_a_row_holds_figures_and_paired_differences() -> None:
    row = variant("losing", LOSING, "hybrid", WHOLE)
    assert (row.figures["recall@1.zh"].value, row.figures["recall@5.zh"].value) == (0.0, 1.0)
    assert (row.differences["recall@1.zh"].value, row.differences["recall@5.zh"].value) == (-1.0, 0.0)
    assert row.differences["correct.zh"].value == -1.0


def test_the_first_row_has_no_differences() -> None:
    assert variant("whole", WHOLE, "hybrid", None).differences == {}


def test_the_mode_of_a_row_is_compared_with_the_hybrid() -> None:
    dense = make_evaluation(make_outcome("1", rankings={"dense": make_ranking(2)}))
    figures = {name.replace("hybrid", "dense"): slices for name, slices in dense.figures.items()}
    assert variant("dense", type(dense)(dense.provenance, figures, dense.outcomes), "dense", WHOLE).differences == {
        "correct.zh": Interval(0.0, 0.0, 0.0, 1), "false_refusals.zh": Interval(0.0, 0.0, 0.0, 1)
    }  # fmt: skip


@pytest.mark.parametrize(
    ("interval", "word"),
    [(Interval(0.1, 0.05, 0.2, 9), "better"), (Interval(-0.1, -0.2, -0.05, 9), "worse"), (Interval(0.1, 0.0, 0.2, 9), "tie"), (None, "")],
)  # fmt: skip
def test_only_a_difference_whose_interval_excludes_zero_counts(interval: Interval | None, word: str) -> None:
    differences = {} if interval is None else {"correct.zh": interval}
    assert verdict(Variant("row", {}, differences), "correct.zh") == word


def test_fewer_false_refusals_are_better() -> None:
    row = Variant("row", {}, {"false_refusals.zh": Interval(-0.1, -0.2, -0.05, 9)})
    assert verdict(row, "false_refusals.zh") == "better"


def test_a_row_holds_the_area_under_the_curve_without_a_difference() -> None:
    both = make_evaluation(make_outcome("1"), make_outcome("2", unanswerable=True))
    row = variant("both", both, "hybrid", both)
    assert ("auroc.zh" in row.figures, "auroc.zh" in row.differences) == (True, False)


def test_each_ablation_changes_the_complete_configuration() -> None:
    configurations = list(ABLATIONS.values())
    assert configurations[0] == RetrievalConfig()
    assert len(set(configurations)) == len(configurations)


def test_an_ablation_of_the_toy_corpus_has_a_row_for_each_part(bench: Bench, question_file: Path) -> None:
    chosen = {name: ABLATIONS[name] for name in ("complete", "vectors only", "words only")}
    rows = ablate(bench, read_questions([question_file]), chosen)
    assert [row.name for row in rows] == [*chosen, NO_READER]
    assert all("recall@5.zh" in row.differences for row in rows[1:])
    assert "words only" in format_variants(rows)


def test_noise_has_a_row_for_each_kind(bench: Bench, question_file: Path) -> None:
    rows = noise_rows(bench, read_questions([question_file]))
    assert rows[0].name == "as written"
    assert {row.name: row.note for row in rows}["traditional characters"] == "1 of 3 differ"


def test_unrelated_passages_are_added_and_counted(bench: Bench, question_file: Path) -> None:
    before = sorted(path.name for path in Path(bench.index.manifest.corpus).iterdir())
    row = distractor_row(bench, read_questions([question_file]), 60)
    assert row.name.endswith("unrelated passages added")
    assert int(row.name.split()[0]) >= 60
    assert row.figures["recall@5.zh"].value == 1.0
    assert sorted(path.name for path in Path(bench.index.manifest.corpus).iterdir()) == before
