"""One frozen class per endpoint; `send` stands apart."""
