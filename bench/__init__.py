"""The design's bars, measured: each against the plain way of doing the same, in one run."""
