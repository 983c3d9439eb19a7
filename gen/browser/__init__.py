"""Rules as JavaScript: traced by running them, and collected in one engine.

>>> from gen.browser.tracing import Tape, Traced
>>> tape = Tape()
>>> m = Traced(tape, (), ["a"]) + Traced(tape, (), ["b"])
>>> tape.lines[-1].strip()
'const m1 = a + b;'
"""
