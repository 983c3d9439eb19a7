"""What the build remembers: fingerprints of sources, and records of what was made."""
