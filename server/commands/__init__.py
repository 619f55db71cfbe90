"""The commands, one a module. A module imports nothing heavy: ``reelgraph --help`` reads them all."""
