"""What rules compute with: operations that round alike on every processor, in every browser.

>>> import numpy as np
>>> from gen.arithmetic.vectors import solve
>>> solve(np.array([[2.0, 0.0], [0.0, 4.0]]), np.array([2.0, 2.0])).tolist()
[1.0, 0.5]
"""

from typing import Any

Array = Any  # whatever follows the Array API standard: NumPy, JAX, or a traced array
