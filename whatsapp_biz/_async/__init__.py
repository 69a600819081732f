"""The shell, written by hand; ``_sync`` is made from it by ``scripts/unasync.py``."""
