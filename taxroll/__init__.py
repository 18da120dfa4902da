"""The tax walk: value the register, assess it by the law of the year, notify, collect.

What stands on the ground, and whose it is, is the base's business; this app only asks it as of a day.
"""
