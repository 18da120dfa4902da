"""What the roll and the money tell the officer: dashboard, tax map, what-if, ratio study, missing buildings.

Reading only, as far as the roll goes: nothing in here ever changes it.
"""
