"""Who is shown together: the classical four in every race, and those that see rows and columns."""

from gen.optimizers import OPTIMIZERS


def present(*slugs: str) -> tuple[str, ...]:
    """Return those of `slugs` that are in the catalogue."""
    return tuple(slug for slug in slugs if slug in OPTIMIZERS)


CLASSICAL = present("sgd", "momentum", "rmsprop", "adam")
# What everyone is measured against, and it in turn against the other classical ones.
YARDSTICK = "sgd"
LEVEL = 0.05  # decades; nearer than this nobody is ahead
MATRIX_RULES = present("sgd", "adam", "kfac", "shampoo", "soap", "muon")
BY_LAYER = present("sgd", "momentum", "adam", "adafactor", "lars", "lamb")
