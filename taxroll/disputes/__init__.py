"""Objections, appeals and other filings of owners: received, examined, decided; a decision makes a new assessment."""
