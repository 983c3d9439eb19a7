"""Every experiment, in the order of the page that shows them."""

from gen.experiments.adding_problem import CLIPPING_A_RECURRENT_NETWORK
from gen.experiments.character_transformer import FIRST_STEPS, WARM_UP_AND_CLIPPING
from gen.experiments.digits_batches import BATCHES_AND_RATES
from gen.experiments.digits_decay import L2_AND_DECAY
from gen.experiments.digits_training import OPTIMIZERS_AND_RATES, SHAPES_OF_SCHEDULES
from gen.experiments.transformer_optimizers import (
    ALL_AT_ONE_BUDGET,
    MUON_OTHERWISE,
    SHORTER_RUNS,
)
from gen.experiments.zipf_embeddings import ZIPF_EMBEDDINGS

_ALL = (
    ZIPF_EMBEDDINGS,
    OPTIMIZERS_AND_RATES,
    SHAPES_OF_SCHEDULES,
    BATCHES_AND_RATES,
    L2_AND_DECAY,
    WARM_UP_AND_CLIPPING,
    FIRST_STEPS,
    ALL_AT_ONE_BUDGET,
    SHORTER_RUNS,
    MUON_OTHERWISE,
    CLIPPING_A_RECURRENT_NETWORK,
)
EXPERIMENTS = {experiment.slug: experiment for experiment in _ALL}
