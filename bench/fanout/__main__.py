"""``python -m bench.fanout [CLIENTS]``."""

from bench.fanout import main

main()
