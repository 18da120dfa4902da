"""The citizen's side: a petition is begun, saved as it is typed, given documents, and submitted."""
