"""Three classes, two free logits: the loss at the end of a classifier, with its Fisher matrix."""

from sympy import ImmutableMatrix, Rational, exp, log

from gen.surface import Surface, X, Y

WANTED = (Rational(1, 2), Rational(1, 3), Rational(1, 6))  # how often each class occurs

_ODDS = (exp(X), exp(Y), 1)  # the third logit is zero: only differences of logits count
_P, _Q, _ = (odds / sum(_ODDS) for odds in _ODDS)

SOFTMAX = Surface(
    slug="softmax",
    title="Softmax",
    idea="Three classes, two free logits: sure of the wrong answer, the loss is a slope without "
    "curvature.",
    # The cross-entropy with the classes' frequencies, less its least value.
    expression=log(sum(_ODDS)) - WANTED[0] * X - WANTED[1] * Y + sum(w * log(w) for w in WANTED),
    window=((-6.0, 6.0), (-6.0, 6.0)),
    start=(-4.5, 1.5),
    minima=((1.0986122886681098, 0.6931471805599453),),
    unit=0.3,
    source="The cross-entropy of a softmax; Amari (1998), doi:10.1162/089976698300017746, has its "
    "Fisher matrix",
    metric=ImmutableMatrix([[_P * (1 - _P), -_P * _Q], [-_P * _Q, _Q * (1 - _Q)]]),
)
