"""Where a petition stands and how long each step took: for its applicant, for everybody, and for the office."""
