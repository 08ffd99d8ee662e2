"""The machinery of the contract suite: where it runs, what it cleans up, what it records and compares."""
