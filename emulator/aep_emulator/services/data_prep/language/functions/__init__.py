"""The functions of the mapping language: one module per category, one registry."""
