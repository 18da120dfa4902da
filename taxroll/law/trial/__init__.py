"""A case tried without a register: facts in a file, the whole computation out, by the kernel of the rolls.

`form` reads and refuses, `judgment` values, assesses and tells. For lawyers, teachers and tests; it keeps nothing.
"""
