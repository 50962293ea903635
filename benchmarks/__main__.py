"""`python -m benchmarks`: the pages of guests; with `--queue`, the moderators' list. On private servers."""

import sys

from benchmarks import pages, queue

if "--queue" in sys.argv:
    queue.main()
else:
    pages.main()
