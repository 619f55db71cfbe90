"""Entry points that read: one file per noun, each a part of ``Query``."""
