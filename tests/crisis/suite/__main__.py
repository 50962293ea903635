"""Print how well detection reads the suite: python -m tests.crisis.suite."""

from tests.crisis.suite.measuring import table

print(table())
