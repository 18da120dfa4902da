"""The land office's monthly package: what its rows mean, what becomes of each, and their way into the register."""
