"""Experiments on networks: trained by our rules in JAX, kept in docs/data/experiments.

`nox -s experiments` runs them. Figures and claims read what it found, without JAX:

>>> from gen.experiments.results import result
>>> found = result("zipf-embeddings")
>>> found.arms["rare adam"].middle("loss") < found.arms["rare sgd"].middle("loss")
True
"""
