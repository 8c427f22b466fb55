from eval.summary import slices_of, summarise
from tests.eval.outcomes import make_outcome, make_ranking

UNANSWERABLE = {"unanswerable": True, "quotes": (), "quoted_chars": 0, "verbatim": 0, "marked": 0}


def test_an_outcome_counts_in_its_language_type_and_documents() -> None:
    outcome = make_outcome("q", sources=("a.txt", "b.txt"))
    assert slices_of(outcome) == [
        "all", "zh", "type:number", "type:number:zh", "document:a.txt", "document:b.txt", "document:a.txt:zh",
        "document:b.txt:zh",
    ]  # fmt: skip


def test_correctness_is_over_answerable_questions_by_language() -> None:
    outcomes = [
        make_outcome("1"),
        make_outcome("2", correct=False),
        make_outcome("3", language="en", declined=True),
        make_outcome("4", declined=True, **UNANSWERABLE),
    ]
    figures = summarise(outcomes, ["hybrid"])["answers.correct"]
    assert (figures["all"].value, figures["all"].n) == (1 / 3, 3)
    assert (figures["zh"].value, figures["en"].value) == (0.5, 0.0)


def test_false_answers_are_counted_near_and_far_apart() -> None:
    outcomes = [
        make_outcome("1", near_topic=True, **UNANSWERABLE),
        make_outcome("2", near_topic=True, declined=True, **UNANSWERABLE),
        make_outcome("3", declined=True, **UNANSWERABLE),
    ]
    figures = summarise(outcomes, [])
    assert figures["refusals.false_answers"]["all"].value == 1 / 3
    assert figures["refusals.false_answers_near"]["all"].value == 1 / 2
    assert figures["refusals.false_answers_far"]["all"].value == 0.0


def test_turns_of_conversations_count_apart_from_single_questions() -> None:
    outcomes = [make_outcome("1"), make_outcome("c.1", turn=1), make_outcome("c.2", turn=2, correct=False)]
    figures = summarise(outcomes, ["hybrid"])
    assert figures["answers.correct"]["all"].n == 1
    assert (figures["turns.first.correct"]["all"].value, figures["turns.later.correct"]["all"].value) == (
        1.0,
        0.0,
    )


def test_recall_is_the_mean_over_questions() -> None:
    outcomes = [make_outcome(str(rank), rankings={"hybrid": make_ranking(rank)}) for rank in (1, 4, 8, 0)]
    figures = summarise(outcomes, ["hybrid"])
    assert [figures[f"hybrid.recall@{k}"]["all"].value for k in (1, 5, 10)] == [0.25, 0.5, 0.75]
    assert figures["hybrid.mrr"]["all"].value == (1 + 1 / 4 + 1 / 8) / 4


def test_the_verbatim_rate_is_over_quotes_of_turns_too() -> None:
    two_quotes = make_outcome("1").quotes * 2
    outcomes = [make_outcome("1", quotes=two_quotes, verbatim=1), make_outcome("c.1", turn=1)]
    figures = summarise(outcomes, [])
    assert (figures["system.verbatim"]["all"].value, figures["system.verbatim"]["all"].n) == (2 / 3, 3)


def test_a_figure_without_observations_is_left_out() -> None:
    figures = summarise([make_outcome("1")], ["hybrid"])
    assert "refusals.false_answers" not in figures
    assert "confidence.auroc" not in figures


def test_quoted_characters_are_a_median_over_answers() -> None:
    outcomes = [make_outcome(str(n), quoted_chars=n) for n in (10, 30, 200)]
    assert summarise(outcomes, [])["answers.quoted_chars"]["all"].value == 30
