"""One report, several outputs: each renders the same findings."""
