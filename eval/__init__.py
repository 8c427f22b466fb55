"""The evaluation suite: questions with evidence, metrics, one runner, gates and reports."""
