"""Stage 1's batches: parallel sentences, sources weighed, lengths alike."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator

from train.batches import Batch
from train.config import Config, SentenceStage
from train.passages import closed
from train.rows import Pair


class SentenceStream:
    """Endless batches of parallel sentences, drawn by source weight and put together by length."""

    def __init__(self, pairs: list[Pair], config: Config, stage: SentenceStage, seed: int) -> None:
        self._rng = random.Random(seed)
        self._stage = stage
        self._batch_tokens = config.train.batch_tokens
        self._by_source: dict[str, list[Pair]] = defaultdict(list)
        for pair in pairs:
            self._by_source[pair.source].append(pair)
        for rows in self._by_source.values():
            self._rng.shuffle(rows)
        self._sources = sorted(self._by_source)
        self._shares = [len(self._by_source[s]) * config.data.weights[s] for s in self._sources]
        self._next = dict.fromkeys(self._sources, 0)

    def draw(self) -> Pair:
        """Return one row, each source's rows in turn so that none repeats before all were seen."""
        source = self._rng.choices(self._sources, self._shares)[0]
        rows = self._by_source[source]
        place = self._next[source]
        self._next[source] = (place + 1) % len(rows)
        return rows[place]

    def __iter__(self) -> Iterator[Batch]:
        while True:
            rows = []
            for _ in range(self._stage.batch_pairs * 24):
                row = self.draw()
                if self._rng.random() < self._stage.joined and len(row.zh) < 60:
                    row = self._joined(row)
                rows.append(row)
            rows.sort(key=lambda pair: len(pair.zh) + 0.3 * len(pair.en))
            batches = []
            start = 0
            while start < len(rows):
                # A Chinese character is about 0.65 of an entry, an English letter about a quarter.
                longest, stop = 1.0, start
                while stop < len(rows) and stop - start < self._stage.batch_pairs:
                    longest = max(longest, min(len(rows[stop].zh) * 0.68 + 2, self._stage.max_tokens))
                    if (stop - start + 1) * longest > self._batch_tokens and stop > start + 16:
                        break
                    stop += 1
                batches.append(rows[start:stop])
                start = stop
            self._rng.shuffle(batches)
            for chosen in batches:
                if len(chosen) > 8:
                    yield Batch("sentences", [], [p.zh for p in chosen], [], [p.en for p in chosen])

    def _joined(self, first: Pair) -> Pair:
        """Return several rows of one source as one, so that long texts are seen too."""
        rows = self._by_source[first.source]
        parts = [first, *self._rng.sample(rows, min(len(rows), self._rng.randint(1, 3)))]
        parts = [part for part in parts if len(part.zh) <= 80]
        return Pair(first.source, " ".join(p.en for p in parts), "".join(closed(p.zh) for p in parts))
