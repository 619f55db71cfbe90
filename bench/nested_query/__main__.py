"""``python -m bench.nested_query``."""

from bench.nested_query import main

main()
