"""Entry points that write: one file per noun, each a part of ``Mutation``."""
