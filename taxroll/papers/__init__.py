"""What stands on the papers of the tax office, and how they are set and put together.

`payment_codes`, `addresses` and `setter` are pure: no Django, no database.
"""
