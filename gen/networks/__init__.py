"""The same rules on real models: networks and data in JAX."""

import os

# Without it, two batched decompositions side by side, as SOAP asks for, can wait for each other forever on two cores.
SERIAL = "--xla_cpu_enable_concurrency_optimized_scheduler=false"
os.environ["XLA_FLAGS"] = f"{os.environ.get('XLA_FLAGS', '')} {SERIAL}".strip()
