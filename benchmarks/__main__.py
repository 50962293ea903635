"""`python -m benchmarks`: the pages of guests; with a word, something else. On private servers.

`--queue` the moderators' list, `--masks` a mask's cost, `--growth` a million posts, `--first-visit` a weak line,
`--lighthouse` its scores, `--memory` the embedded default with 200 sockets,
`--noticing` whether the clock tells who writes under a mask.
"""

import importlib
import sys

NAMES = ("queue", "masks", "growth", "first_visit", "lighthouse", "memory", "noticing")
KINDS = {f"--{name.replace('_', '-')}": name for name in NAMES}

chosen = next((KINDS[word] for word in sys.argv[1:] if word in KINDS), "pages")
importlib.import_module(f"benchmarks.{chosen}").main()
