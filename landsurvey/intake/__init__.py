"""The way of an upload from its arrival to its staged rows: pieces, queue, headings, corrections, proposals, rows."""
