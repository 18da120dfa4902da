"""Collecting what notices owe: the counter, bank files, instalments, warnings, arrears, decisions, refunds, closing.

Each module is one verb of the work and posts to the ledger; they all know `standing` and `payments`, not each other's
insides. Pages are in `taxroll/views/`.
"""
