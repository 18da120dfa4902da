"""The automatic checks: pure functions over a plan, its surroundings and the dated limits. One rule is one function."""
