"""What the library costs, beside its floor and beside its peers."""
