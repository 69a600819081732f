# Generated from whatsapp_biz/_async/resources/__init__.py by scripts/unasync.py; edit that file instead.
"""What hangs on a client: one module per noun."""
