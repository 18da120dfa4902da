"""The pages of the catalogue: what there is, what is in it, how to use it, and the form of the data manager."""
