"""The law of the land and building tax as dated data and pure arithmetic.

Numbers live in `data/*.toml`, each with its days in force, citation, evidence and doubt; the modules beside
them read and apply those numbers to columns of integers. Nothing here knows Django, a database or a clock.
"""
