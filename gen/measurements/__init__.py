"""What is measured once for many figures: rates, standings, minima, possible steps.

>>> from gen.measurements.local_minima import local_minima
>>> from gen.surfaces import SURFACES
>>> len(local_minima(SURFACES["himmelblau"]))
4
"""
