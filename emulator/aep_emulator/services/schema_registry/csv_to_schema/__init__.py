"""`/rpc/csv2schema`: an import payload made of a CSV template.

Its modules are loaded when somebody first asks for it.
"""
