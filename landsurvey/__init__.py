"""How ground truth gets in: receive, read, validate, review, promote."""

import os

# Workbooks come from strangers. Where lxml happens to be installed openpyxl would read them by it, and then past
# defusedxml, which refuses entities; it asks for this when it is first imported.
os.environ["OPENPYXL_LXML"] = "False"
