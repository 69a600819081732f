"""The emulator, tested without the library it is there to test."""
