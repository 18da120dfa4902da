"""Signboard tax: declare -> assess -> notify -> collect. Notices, money and ledger are those of every tax."""
