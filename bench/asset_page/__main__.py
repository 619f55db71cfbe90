"""``python -m bench.asset_page``."""

from bench.asset_page import main

main()
