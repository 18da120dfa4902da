"""Lists of assets as their owners keep them: read a file, say what is in it, take poles of it into the register."""
