"""Every matrix problem, in the site's order: where rows and columns mean something to a rule.

>>> problem = MATRICES["matrix-regression"]
>>> bool(problem.value(problem.start) > problem.lowest)
True
"""

from gen.catalogue import Catalogue
from gen.matrices.associative_memory import ASSOCIATIVE_MEMORY
from gen.matrices.matrix_regression import REGRESSION
from gen.matrices.two_layer_network import TWO_LAYERS
from gen.problem import Problem

MATRICES: Catalogue[Problem] = Catalogue(
    "matrix problem", (REGRESSION, TWO_LAYERS, ASSOCIATIVE_MEMORY)
)
