"""What the build remembers: fingerprints of sources, and records of what was made.

>>> from gen.cache.fingerprints import changes
>>> changes({"gen/simulate.py": "a1", "gen/optimizer.py": "b2"}, {"gen/simulate.py": "c3"})
'gen/optimizer.py and 1 more changed'
"""
