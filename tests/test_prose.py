"""What a page says of behavior and no claim of gen/claims holds yet."""

from gen.optimizers import OPTIMIZERS
from gen.simulate import simulate
from gen.surfaces import SURFACES


def test_a_rate_that_adam_takes_with_ease_throws_radam_off_the_wall():
    beale = SURFACES["beale"]

    def points(slug, lr):
        return simulate(OPTIMIZERS[slug](lr=lr), beale, beale.start, 120).points

    assert beale.shows(points("adam", 0.1)).all()
    assert not beale.shows(points("radam", 0.1)[:6]).all()
    assert beale.shows(points("radam", 0.01)).all()
