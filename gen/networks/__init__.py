"""The same rules on real models: networks and data in JAX.

>>> from gen.networks.digits import Digits
>>> from gen.networks.train import train
>>> from gen.optimizers import OPTIMIZERS
>>> digits = Digits(hidden=8)
>>> x, losses = train(OPTIMIZERS["adam"](lr=0.03), digits.loss(), digits.start(), steps=100)
>>> digits.accuracy(x) > 0.7
True
"""

import os

# Without it, two batched decompositions side by side, as SOAP asks for, can wait for each other
# forever on two cores.
SERIAL = "--xla_cpu_enable_concurrency_optimized_scheduler=false"
os.environ["XLA_FLAGS"] = f"{os.environ.get('XLA_FLAGS', '')} {SERIAL}".strip()
