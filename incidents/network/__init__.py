"""Ways on a road network held in memory: pure values in, pure values out; no Django, no database, no clock, no
files."""
