"""`python -m eval` is `rag eval`."""

from __future__ import annotations

import sys

from rag.__main__ import main

sys.exit(main(["eval", *sys.argv[1:]]))
