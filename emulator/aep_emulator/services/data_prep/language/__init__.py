"""The mapping language of Data Prep: grammar, parser, compiler and functions."""
