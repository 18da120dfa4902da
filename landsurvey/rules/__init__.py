"""What is looked at in every survey: small functions over columns, listed in `catalogue`."""
