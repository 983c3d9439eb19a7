"""The noisy valley: a simple surface whose every gradient is a little off, as with minibatches."""

from gen.surface import Surface, X, Y

NOISY_VALLEY = Surface(
    slug="noisy-valley",
    title="Noisy valley",
    idea="A plain valley seen through noise: a large rate arrives soon and never settles, a small "
    "one the reverse.",
    expression=(X**2 + 10 * Y**2) / 2,
    window=((-3.4, 2.0), (-1.8, 1.8)),
    start=(-2.8, 1.1),
    minima=((0.0, 0.0),),
    unit=1.0,
    noise_level=1.0,
    source="The noisy quadratic; see Zhang et al. (2019), arXiv:1907.04164",
)
