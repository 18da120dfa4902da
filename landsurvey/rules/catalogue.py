"""The list of all rules, in the order in which findings are shown.

An error keeps its row out; nothing that real municipal files are full of (repeated codes, areas that differ) is one.
"""

from landsurvey.rules import drawn, written
from landsurvey.rules.survey import Rule

RULES: tuple[Rule, ...] = (*drawn.BY_ITSELF, *written.CODES, *drawn.AMONG_OTHERS, *written.PARTICULARS)
BY_ID = {rule.id: rule for rule in RULES}
