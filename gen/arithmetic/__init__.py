"""What rules compute with: operations that round alike on every processor, in every browser."""

from typing import Any

Array = Any  # whatever follows the Array API standard: NumPy, JAX, or a traced array
