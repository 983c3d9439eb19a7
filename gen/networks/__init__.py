"""The same rules on real models: networks and data in JAX."""
