# Generated from whatsapp_biz/_async/__init__.py by scripts/unasync.py; edit that file instead.
"""The shell, written by hand; ``_sync`` is made from it by ``scripts/unasync.py``."""
