"""Every optimizer, in the site's order. A new one needs its own file and its name here.

>>> from gen.simulate import simulate
>>> from gen.surfaces import SURFACES
>>> run = simulate(OPTIMIZERS["adam"](lr=0.1), SURFACES["rosenbrock"], (-1.5, 2.0), steps=1)
>>> run.points[1].round(6).tolist()  # Adam's first step is as long as its rate, in each coordinate
[-1.4, 2.1]
"""

from gen.catalogue import Catalogue
from gen.optimizer import Optimizer
from gen.optimizers.adabelief import AdaBelief
from gen.optimizers.adadelta import Adadelta
from gen.optimizers.adafactor import Adafactor
from gen.optimizers.adagrad import Adagrad
from gen.optimizers.adam import Adam
from gen.optimizers.adamax import Adamax
from gen.optimizers.adamw import AdamW
from gen.optimizers.adan import Adan
from gen.optimizers.amsgrad import AMSGrad
from gen.optimizers.bfgs import BFGS
from gen.optimizers.conjugate_gradient import ConjugateGradient
from gen.optimizers.kfac import KFAC
from gen.optimizers.l_bfgs import LBFGS
from gen.optimizers.lamb import LAMB
from gen.optimizers.lars import LARS
from gen.optimizers.levenberg_marquardt import LevenbergMarquardt
from gen.optimizers.line_search import LineSearch
from gen.optimizers.lion import Lion
from gen.optimizers.momentum import Momentum
from gen.optimizers.muon import Muon
from gen.optimizers.nadam import NAdam
from gen.optimizers.natural_gradient import NaturalGradient
from gen.optimizers.nesterov import Nesterov
from gen.optimizers.newton import Newton
from gen.optimizers.prodigy import Prodigy
from gen.optimizers.radam import RAdam
from gen.optimizers.rmsprop import RMSprop
from gen.optimizers.sam import SAM
from gen.optimizers.sam_adam import SAMAdam
from gen.optimizers.schedule_free_adamw import ScheduleFreeAdamW
from gen.optimizers.schedule_free_sgd import ScheduleFreeSGD
from gen.optimizers.sgd import GradientDescent
from gen.optimizers.sgd_with_noise import NoisyGradientDescent
from gen.optimizers.shampoo import Shampoo
from gen.optimizers.signsgd import SignSGD
from gen.optimizers.soap import SOAP
from gen.optimizers.sophia import Sophia
from gen.optimizers.trust_region import TrustRegion
from gen.optimizers.yogi import Yogi
from gen.surface import runs_on_surfaces

OPTIMIZERS: Catalogue[type[Optimizer]] = Catalogue(
    "optimizer",
    (
        GradientDescent,
        NoisyGradientDescent,
        Momentum,
        Nesterov,
        Adagrad,
        Adadelta,
        RMSprop,
        Adam,
        Adamax,
        AMSGrad,
        NAdam,
        RAdam,
        AdamW,
        AdaBelief,
        Yogi,
        Adan,
        Adafactor,
        LARS,
        LAMB,
        SignSGD,
        Lion,
        Sophia,
        ScheduleFreeSGD,
        ScheduleFreeAdamW,
        Prodigy,
        SAM,
        SAMAdam,
        Newton,
        LevenbergMarquardt,
        LineSearch,
        BFGS,
        LBFGS,
        ConjugateGradient,
        TrustRegion,
        NaturalGradient,
        KFAC,
        Shampoo,
        SOAP,
        Muon,
    ),
)

# Those whose questions a surface can answer; the others need the layers of a network.
RACERS = {slug: cls for slug, cls in OPTIMIZERS.items() if runs_on_surfaces(cls)}
