"""What hangs on a client: one module per noun."""
