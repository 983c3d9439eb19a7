"""What is measured once for many figures: rates, standings, minima, possible steps."""
