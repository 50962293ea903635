"""`python -m benchmarks`: every benchmark there is, on private servers."""

from benchmarks import pages

pages.main()
