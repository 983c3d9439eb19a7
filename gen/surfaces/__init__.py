"""Every loss surface, in the site's order."""

from gen.catalogue import Catalogue
from gen.surface import Surface
from gen.surfaces.beale import BEALE
from gen.surfaces.himmelblau import HIMMELBLAU
from gen.surfaces.quadratic import QUADRATIC
from gen.surfaces.rastrigin import RASTRIGIN
from gen.surfaces.rosenbrock import ROSENBROCK
from gen.surfaces.saddle import SADDLE
from gen.surfaces.two_valleys import TWO_VALLEYS

SURFACES: Catalogue[Surface] = Catalogue(
    "surface",
    (QUADRATIC, ROSENBROCK, BEALE, HIMMELBLAU, RASTRIGIN, SADDLE, TWO_VALLEYS),
)
