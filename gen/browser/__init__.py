"""Rules as JavaScript: traced by running them, and collected in one engine."""
