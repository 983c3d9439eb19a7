"""Every loss surface, in the site's order.

>>> import numpy as np
>>> valley = SURFACES["quadratic"]
>>> valley.grad(np.array(valley.minima)).tolist()
[[0.0, 0.0]]
"""

from gen.catalogue import Catalogue
from gen.surface import Surface
from gen.surfaces.ackley import ACKLEY
from gen.surfaces.beale import BEALE
from gen.surfaces.booth import BOOTH
from gen.surfaces.cliff import CLIFF
from gen.surfaces.gaussian import GAUSSIAN
from gen.surfaces.himmelblau import HIMMELBLAU
from gen.surfaces.matyas import MATYAS
from gen.surfaces.network_plane import NETWORK_PLANE
from gen.surfaces.noisy_valley import NOISY_VALLEY
from gen.surfaces.quadratic import QUADRATIC
from gen.surfaces.rastrigin import RASTRIGIN
from gen.surfaces.rosenbrock import ROSENBROCK
from gen.surfaces.saddle import SADDLE
from gen.surfaces.six_hump_camel import CAMEL
from gen.surfaces.softmax import SOFTMAX
from gen.surfaces.styblinski_tang import STYBLINSKI_TANG
from gen.surfaces.two_valleys import TWO_VALLEYS

SURFACES: Catalogue[Surface] = Catalogue(
    "surface",
    (
        QUADRATIC,
        BOOTH,
        MATYAS,
        NOISY_VALLEY,
        ROSENBROCK,
        BEALE,
        HIMMELBLAU,
        CAMEL,
        STYBLINSKI_TANG,
        RASTRIGIN,
        ACKLEY,
        SADDLE,
        CLIFF,
        TWO_VALLEYS,
        GAUSSIAN,
        SOFTMAX,
        NETWORK_PLANE,
    ),
)
