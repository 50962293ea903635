"""`python -m benchmarks`: the pages of guests; with `--queue`, the moderators' list; with `--masks`, a mask's cost."""

import sys

from benchmarks import masks, pages, queue

if "--queue" in sys.argv:
    queue.main()
elif "--masks" in sys.argv:
    masks.main()
else:
    pages.main()
