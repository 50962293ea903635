"""Words that say plainly, in French or English, that their author wants to die or has hurt themselves.

`assess(text)` is all that others need. It never blocks, hides or scores; what it finds is shown to the author alone, as
a way to help, and to the people who watch. The rules stand in words in `docs/detection.md`.
"""

from crisis.detection.assess import Assessment, Mark, assess

__all__ = ["Assessment", "Mark", "assess"]
