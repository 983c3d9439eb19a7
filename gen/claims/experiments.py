"""What is said of real networks: each claim reads what `nox -s experiments` has recorded."""

from __future__ import annotations

from typing import Any

from gen.arithmetic.functions import log10
from gen.claims.ledger import FAILS, IN_PART, Check, Evidence, at_least, at_most, between, claim
from gen.experiments.results import Found, Result, result, steps_needed

PAGE = "networks/index"
SIX = ("sgd", "momentum", "adagrad", "rmsprop", "adam", "lion")
ZIPF = (
    "512 tokens in tables of width 16, batches of 128, 500 steps; rates a factor of 2 apart, "
    "chosen by 3 seeds and reported on 5 others"
)
DIGITS = (
    "a network of 2,410 weights on scikit-learn's digits, 400 steps in batches of 64, constant "
    "rates; three rates a decade, chosen by the training loss of 3 seeds and reported on 5 others"
)


def apart(found: Result, worse: str, better: str, measure: str = "loss") -> float:
    """Return the lowest of one arm's seeds over the highest of another's, at their best rates."""
    return min(found.arms[worse].at_chosen[measure]) / max(found.arms[better].at_chosen[measure])


def ratio(found: Result, worse: str, better: str, measure: str = "loss") -> float:
    """Return by what factor one arm's middle is above another's, at their best rates."""
    return found.arms[worse].middle(measure) / found.arms[better].middle(measure)


def beside(arm: Found, measure: str, factor: float) -> float:
    """Return the middle at the rate that is `factor` times the best one."""
    return arm.middle(measure, arm.nearest(arm.rate * factor))


@claim(
    page=PAGE,
    says="On embeddings of Zipf-distributed tokens tuned Adam ends below tuned SGD and tuned "
    "momentum, because most tokens are rare.",
    limits=f"{ZIPF}. Loss above the lowest possible, weighted by frequency",
    without="the rarity (all tokens equally frequent)",
)
def adam_is_ahead_where_tokens_are_rare(sgd: Any, momentum: Any, adam: Any) -> Evidence:
    found = result("zipf-embeddings")
    rules = ("sgd", "momentum")
    return Evidence(
        tuple(
            at_least(
                f"the lowest loss of {rule} ÷ the highest of Adam, over the seeds",
                apart(found, f"rare {rule}", "rare adam"),
                1.25,
            )
            for rule in rules
        ),
        tuple(
            between(
                f"the middle loss of {rule} ÷ that of Adam",
                ratio(found, f"even {rule}", "even adam"),
                0.9,
                1.12,
            )
            for rule in rules
        ),
        {
            "sgd": ratio(found, "rare sgd", "rare adam"),
            "momentum": ratio(found, "rare momentum", "rare adam"),
            "even": ratio(found, "even momentum", "even adam"),
        },
    )


@claim(
    page=PAGE,
    says="What momentum has not learned when Adam has are mostly the rarest tokens: on them its "
    "loss is over one and a half times Adam's, on those before them about the same.",
    limits=f"{ZIPF}. The groups 4 and 5 of five, each a fifth of the text",
)
def the_rarest_tokens_are_learned_last(momentum: Any, adam: Any) -> Evidence:
    found = result("zipf-embeddings")
    rarest, before = (ratio(found, "rare momentum", "rare adam", f"group {g}") for g in (5, 4))
    behind = {
        measure: found.arms["rare momentum"].middle(measure)
        - found.arms["rare adam"].middle(measure)
        for measure in ("group 5", "loss")
    }
    share = 0.2 * behind["group 5"] / behind["loss"]
    return Evidence(
        (
            at_least("the rarest fifth's share of what momentum is behind", share, 0.6),
            at_least("momentum's loss ÷ Adam's on the rarest fifth", rarest, 1.5),
            between("momentum's loss ÷ Adam's on the fifth before", before, 0.8, 1.25),
        ),
        numbers={"rarest": rarest, "before": before},
    )


@claim(
    page=PAGE,
    says="A learning rate ten times too large costs each of six optimizers more held-out digits "
    "than it costs to have chosen the worst of the six instead of the best.",
    limits=f"{DIGITS}. Held-out accuracy, the middle of the seeds",
)
def a_rate_ten_times_too_large_costs_more_than_the_choice(
    sgd: Any, momentum: Any, adagrad: Any, rmsprop: Any, adam: Any, lion: Any
) -> Evidence:
    return _moved("ten times too large", 10.0)


@claim(
    page=PAGE,
    says="A learning rate ten times too small costs each of six optimizers more held-out digits "
    "than it costs to have chosen the worst of the six instead of the best.",
    limits=f"{DIGITS}. Held-out accuracy, the middle of the seeds",
    verdict=FAILS,
)
def a_rate_ten_times_too_small_costs_more_than_the_choice(
    sgd: Any, momentum: Any, adagrad: Any, rmsprop: Any, adam: Any, lion: Any
) -> Evidence:
    return _moved("ten times too small", 0.1)


def _moved(words: str, factor: float) -> Evidence:
    arms = result("digits-rates").arms
    best = [arms[slug].middle("accuracy") for slug in SIX]
    lost = [arms[slug].middle("accuracy") - beside(arms[slug], "accuracy", factor) for slug in SIX]
    spread = max(best) - min(best)
    return Evidence(
        (
            at_least(
                f"percentage points lost by a rate {words} ÷ those between best and worst",
                [points / spread for points in lost],
                1.5,
            ),
        ),
        numbers={
            "spread": 100 * spread,
            "least": 100 * min(lost),
            "most": 100 * max(lost),
            "lowest": 100 * min(best),
            "highest": 100 * max(best),
        },
    )


@claim(
    page=PAGE,
    says="Tuned SGD reads more held-out digits than Adam at its default rate of 0.001, and than "
    "Adam at ten times its best rate.",
    limits=DIGITS,
)
def tuned_sgd_beats_badly_tuned_adam(sgd: Any, adam: Any) -> Evidence:
    arms = result("digits-rates").arms
    tuned, rule = arms["sgd"], arms["adam"]
    lowest = min(tuned.at_chosen["accuracy"])
    default = rule.reported["accuracy"][rule.nearest(adam().lr)]
    large = rule.reported["accuracy"][rule.nearest(10 * rule.rate)]
    return Evidence(
        (
            at_least(
                "points by which SGD's lowest is above the highest of Adam at 0.001",
                100 * (lowest - default[2]),
                1,
            ),
            at_least("the same at ten times its best rate", 100 * (lowest - large[2]), 1),
        ),
        numbers={
            "sgd": 100 * tuned.middle("accuracy"),
            "adam": 100 * rule.middle("accuracy"),
            "default": 100 * default[1],
            "large": 100 * large[1],
            "sgd_loss": tuned.middle("loss"),
            "adam_loss": rule.middle("loss"),
            "default_loss": rule.middle("loss", rule.nearest(adam().lr)),
        },
    )


SCHEDULES = (
    "the same network, 400 steps in batches of 16, with momentum and with Adam; seven rates a "
    "factor of 2 apart for each schedule, chosen by 3 seeds and reported on 5 others"
)
FALLING = ("linear", "cosine", "warmup-cosine")


@claim(
    page=PAGE,
    says="At the same budget a network on digits ends at a lower training loss with a rate that "
    "falls to zero than with a constant one, each at its own best rate.",
    limits=f"{SCHEDULES}. Linear, cosine, and cosine after a warm-up",
)
def a_falling_rate_ends_lower_on_digits(momentum: Any, adam: Any) -> Evidence:
    found = result("digits-schedules")
    pairs = [(rule, shape) for rule in ("momentum", "adam") for shape in FALLING]
    return Evidence(
        (
            at_least(
                "the lowest loss of the constant rate ÷ the highest of a falling one",
                [apart(found, f"{rule} constant", f"{rule} {shape}") for rule, shape in pairs],
                1.1,
            ),
        ),
        numbers={
            rule: ratio(found, f"{rule} constant", f"{rule} linear")
            for rule in ("momentum", "adam")
        },
    )


@claim(
    page=PAGE,
    says="A rate that falls to zero has a higher best rate than a constant one, by a factor of two "
    "or more.",
    limits=f"{SCHEDULES}. Linear, cosine, and cosine after a warm-up",
)
def a_falling_rate_begins_higher(momentum: Any, adam: Any) -> Evidence:
    arms = result("digits-schedules").arms
    return Evidence(
        (
            at_least(
                "its best rate ÷ the best constant one",
                [
                    arms[f"{rule} {shape}"].rate / arms[f"{rule} constant"].rate
                    for rule in ("momentum", "adam")
                    for shape in FALLING
                ],
                1.9,
            ),
        )
    )


@claim(
    page=PAGE,
    says="A rate that falls to zero reads more held-out digits than a constant one, by at least a "
    "percentage point.",
    limits=f"{SCHEDULES}. Linear, cosine, and cosine after a warm-up; the middle of the seeds",
    verdict=FAILS,
)
def a_falling_rate_reads_more_digits(momentum: Any, adam: Any) -> Evidence:
    arms = result("digits-schedules").arms
    gained = [
        100
        * (arms[f"{rule} {shape}"].middle("accuracy") - arms[f"{rule} constant"].middle("accuracy"))
        for rule in ("momentum", "adam")
        for shape in FALLING
    ]
    return Evidence(
        (at_least("percentage points gained", gained, 1),),
        numbers={"least": min(gained), "most": max(gained)},
    )


TRANSFORMER = (
    "two layers of width 32, 27,000 weights, generated text of 16 letters, context 32, 200 steps "
    "in batches of 8; rates a factor of 2 apart, chosen by 2 seeds and reported on 3 others; "
    "held-out loss; warm-up over a tenth of the run"
)
# Of each rule a rate far above its best, at which what a recipe is worth is seen.
LARGE = {"adam": 0.032, "momentum": 0.64}


def at_large(arm: Found) -> tuple[float, float, float]:
    """Return the lowest, middle and highest loss at the large rate of the arm's rule."""
    return arm.reported["loss"][arm.nearest(LARGE[arm.optimizer])]


def rescued(rule: str, arm: str, remedy: str) -> Evidence:
    """Return how much lower a rule ends in the transformer at its large rate with a remedy."""
    arms = result("character-transformer").arms
    without, with_it = at_large(arms[rule]), at_large(arms[f"{rule} {arm}"])
    gained = without[0] - with_it[2]
    return Evidence(
        (at_least(f"the lowest loss without {remedy} − the highest with it", gained, 0.15),),
        numbers={"without": without[1], "with": with_it[1], "rate": LARGE[rule]},
    )


@claim(
    page=PAGE,
    says="Warm-up lets Adam train a transformer at a rate that is four times the best, at which it "
    "otherwise ends far worse.",
    limits=f"{TRANSFORMER}; normalized after each part (post-norm), the rate 0.032",
)
def warm_up_rescues_a_large_rate(adam: Any) -> Evidence:
    return rescued("adam", "warm-up", "warm-up")


@claim(
    page=PAGE,
    says="At four times its best rate and without warm-up Adam ends lower in a transformer that is "
    "normalized before each part than in one that is normalized after it.",
    limits=f"{TRANSFORMER}; pre-norm against post-norm, the rate 0.032",
)
def pre_norm_does_without_warm_up(adam: Any) -> Evidence:
    arms = result("character-transformer").arms
    after, before = at_large(arms["adam"]), at_large(arms["pre-norm adam"])
    return Evidence(
        (
            at_least(
                "the lowest loss of post-norm − the highest of pre-norm", after[0] - before[2], 0.1
            ),
        ),
        numbers={"after": after[1], "before": before[1]},
    )


@claim(
    page=PAGE,
    says="A transformer needs warm-up: even at its best rate Adam ends higher without it.",
    limits=f"{TRANSFORMER}; post-norm, each at its best rate. Deeper and larger ones are not tried",
    verdict=FAILS,
)
def adam_needs_warm_up_at_its_best_rate(adam: Any) -> Evidence:
    arms = result("character-transformer").arms
    without, with_it = (arms[name].middle("loss") for name in ("adam", "adam warm-up"))
    return Evidence(
        (at_least("middle loss without warm-up − with it", without - with_it, 0.05),),
        numbers={"without": without, "with": with_it, "rate": arms["adam"].rate},
    )


@claim(
    page=PAGE,
    says="Warm-up helps Adam because its divisor is not yet reliable in the first steps.",
    limits=f"{TRANSFORMER}; post-norm, the rate 0.032. Standing still for as long as the warm-up "
    "lasts leaves a tenth fewer steps to move in",
    verdict=FAILS,
    without="the unreliable divisor (for a tenth of the run Adam only collects its averages, and "
    "then moves at the full rate)",
)
def warm_up_helps_because_the_divisor_is_unreliable(adam: Any) -> Evidence:
    arms = result("character-transformer").arms
    plain, warm, waited = (
        at_large(arms[name])[1] for name in ("adam", "adam warm-up", "adam wait")
    )
    return Evidence(
        (at_least("middle loss without warm-up − with it", plain - warm, 0.15),),
        (at_most("the same once the averages are collected", waited - warm, 0.1),),
        {"without": plain, "with": warm, "collected": waited},
    )


@claim(
    page=PAGE,
    says="In a transformer Adam's divisor differs widely between draws of minibatches at the first "
    "step, and hardly any more at the hundredth.",
    limits="16 draws at the first weights of 3 seeds, which stay where they are; the middle "
    "weight, and of its divisors the nine tenths' quantile over the one tenth's",
)
def adams_divisor_settles(adam: Any) -> Evidence:
    arm = result("first-steps").arms["adam"]
    first, last = (arm.reported["spread"][arm.nearest(t)] for t in (1, 100))
    return Evidence(
        (
            at_least("largest ÷ smallest divisor at step 1", first, 3),
            at_most("largest ÷ smallest divisor at step 100", last, 1.5),
        ),
        numbers={"first": first[1], "last": last[1]},
    )


@claim(
    page=PAGE,
    says="In a transformer Adam's first step is a sign: it moves every weight by the learning "
    "rate. At the hundredth it would move them by a good two thirds of it.",
    limits="16 draws at the first weights of 3 seeds, which stay where they are; root mean square",
)
def adams_first_step_in_a_transformer_is_a_sign(adam: Any) -> Evidence:
    arm = result("first-steps").arms["adam"]
    first, last = (arm.reported["length"][arm.nearest(t)] for t in (1, 100))
    return Evidence(
        (
            between("length of step 1, in rates per weight", first, 0.97, 1.001),
            between("length of step 100", last, 0.6, 0.75),
        ),
        numbers={"first": first[1], "last": last[1]},
    )


@claim(
    page=PAGE,
    says="Adam's bias correction misbehaves at the first step, and makes it too long.",
    limits="the same draws; too long would be more than the rate",
    verdict=FAILS,
)
def the_correction_makes_the_first_step_too_long(adam: Any) -> Evidence:
    arm = result("first-steps").arms["adam"]
    first = arm.reported["length"][arm.nearest(1)]
    return Evidence((at_least("length of step 1, in rates per weight", first, 1.01),))


@claim(
    page=PAGE,
    says="Clipping by norm lets momentum train a transformer at a rate that is four times the "
    "best, at which it otherwise ends far worse or diverges.",
    limits=f"{TRANSFORMER}; post-norm, gradients clipped to the norm 0.5, the rate 0.64",
)
def clipping_rescues_momentum_at_a_large_rate(momentum: Any) -> Evidence:
    return rescued("momentum", "clipped", "clipping")


@claim(
    page=PAGE,
    says="Clipping by norm lets momentum and Adam end lower in a transformer, each at its "
    "best rate.",
    limits=f"{TRANSFORMER}; post-norm, gradients clipped to the norm 0.5",
    verdict=FAILS,
)
def clipping_lets_a_transformer_end_lower(momentum: Any, adam: Any) -> Evidence:
    arms = result("character-transformer").arms
    gained = {
        rule: arms[rule].middle("loss") - arms[f"{rule} clipped"].middle("loss")
        for rule in ("momentum", "adam")
    }
    return Evidence(
        (at_least("middle loss without clipping − with it", list(gained.values()), 0.05),),
        numbers=gained,
    )


FEW = (
    "100 of scikit-learn's digits, drawn by each seed, for a network of 2,410 weights; 2000 steps "
    "in batches of 20 with a cosine to zero; all weights decay; six rates from 0.004 to 0.128 and "
    "nine decays, a factor of 2 apart; the decay is chosen by digits that are neither learned nor "
    "held out, over 9 seeds, and reported on 7 others"
)


def by_rate(found: Result, kind: str) -> list[Found]:
    """Return the arms of a kind, from the lowest rate to the highest; each has chosen a decay."""
    return [found.arms[f"{kind} {rate}"] for rate in found.sizes["rates"]]


@claim(
    page=PAGE,
    says="In Adam with L2 the best λ moves with the learning rate: over rates that differ 32-fold "
    "it differs at least eightfold.",
    limits=FEW,
    verdict=FAILS,
)
def the_best_l2_in_adam_moves_with_the_rate(adam: Any) -> Evidence:
    chosen = [arm.rate for arm in by_rate(result("digits-decay"), "l2")]
    return Evidence(
        (at_least("largest ÷ smallest best λ", max(chosen) / min(chosen), 8),),
        numbers={"lowest": min(chosen), "highest": max(chosen), "times": max(chosen) / min(chosen)},
    )


@claim(
    page=PAGE,
    says="In AdamW the best product of rate and decay stays where it is: over rates that differ "
    "32-fold it differs at most fourfold.",
    limits=f"{FEW}. AdamW multiplies the decay by the rate, as PyTorch and Optax do",
    verdict=FAILS,
)
def adamws_best_product_of_rate_and_decay_stays(adamw: Any) -> Evidence:
    found = result("digits-decay")
    decays = [arm.rate for arm in by_rate(found, "decay")]
    products = [rate * decay for rate, decay in zip(found.sizes["rates"], decays, strict=True)]
    return Evidence(
        (at_most("largest ÷ smallest best product", max(products) / min(products), 4),),
        numbers={
            "times": max(products) / min(products),
            "lowest": min(decays),
            "highest": max(decays),
        },
    )


@claim(
    page=PAGE,
    says="AdamW reads more held-out digits than Adam with L2, by at least a percentage point at "
    "each learning rate, both at their best decay.",
    limits=f"{FEW}. The middle of the seeds",
    verdict=FAILS,
)
def adamw_reads_more_digits_than_adam_with_l2(adam: Any, adamw: Any) -> Evidence:
    found = result("digits-decay")
    l2, decay = (
        [100 * arm.middle("accuracy") for arm in by_rate(found, kind)] for kind in ("l2", "decay")
    )
    gained = [more - less for more, less in zip(decay, l2, strict=True)]
    return Evidence(
        (at_least("percentage points gained", gained, 1),),
        numbers={
            "least": min(gained),
            "most": max(gained),
            "lowest": min(*l2, *decay),
            "highest": max(*l2, *decay),
        },
    )


@claim(
    page=PAGE,
    says="At a learning rate of 0.032 Adam without decay ends at a far higher held-out loss than "
    "with its best L2, and than AdamW with its best decay.",
    limits=f"{FEW}. The middle of the seeds",
)
def decay_makes_up_for_a_large_rate(adam: Any, adamw: Any) -> Evidence:
    arms = result("digits-decay").arms
    bare, rate = arms["bare"], LARGE["adam"]
    without = bare.middle("held-out loss", bare.nearest(rate))
    l2, decay = (arms[f"{kind} {rate}"].middle("held-out loss") for kind in ("l2", "decay"))
    return Evidence(
        (
            at_least("held-out loss without ÷ with L2", without / l2, 1.15),
            at_least("held-out loss without ÷ with AdamW's decay", without / decay, 1.15),
        ),
        numbers={"without": without, "l2": l2, "decay": decay, "rate": rate},
    )


@claim(
    page=PAGE,
    says="Decay lowers the held-out loss: Adam without it, at its best rate, ends at least a tenth "
    "higher than Adam with L2 and AdamW do at each of their rates.",
    limits=f"{FEW}. Without decay seven rates, from 0.001; the middle of the seeds",
    verdict=FAILS,
)
def decay_lowers_the_held_out_loss_of_a_tuned_rate(adam: Any, adamw: Any) -> Evidence:
    found = result("digits-decay")
    without = found.arms["bare"].middle("held-out loss")
    tuned = [
        arm.middle("held-out loss") for kind in ("l2", "decay") for arm in by_rate(found, kind)
    ]
    return Evidence(
        (at_least("held-out loss without ÷ with decay", [without / end for end in tuned], 1.1),),
        numbers={
            "without": without,
            "rate": found.arms["bare"].rate,
            "lowest": min(tuned),
            "highest": max(tuned),
        },
    )


OPTIMIZERS = (
    "a pre-norm transformer of 26,752 weights on a made-up text, 480 steps in batches of 8 pieces "
    "of 32 letters, warm-up and then a cosine, no weight decay; six rates a factor of 2 apart, "
    "chosen by 2 seeds and reported on 3 others. Of rates within a percent of the best the "
    "smallest is taken: so it was decided when the two seeds had liked a rate of Adam's best at "
    "which the others end higher. The other knobs are at their defaults. Schedule-Free has warm-up "
    "only. Muon has the matrices inside the network; embeddings, last layer and vectors are "
    "Adam's, at Adam's own best rate. Steps are counted, whatever a step costs"
)
RUNS = (
    "Runs of 40, 60, 80 and 100 percent of the steps, each with a best rate and a schedule of its "
    "own; between them the middle of the seeds is taken to fall along a line"
)
HALF, TWO_FIFTHS_FEWER = 0.55, 0.6  # of Adam's steps, as often quoted: "about half", "40 % fewer"
NEWER = ("lion", "sophia", "adan", "schedule-free-adamw", "prodigy", "shampoo", "soap", "muon")


def needed(
    name: str, beside: str = "adam", shorter: str = "transformer-budgets", favorite: bool = False
) -> float:
    """Return in what share of another rule's steps a rule comes to the loss that it ends at."""
    found = result("transformer-optimizers")
    return steps_needed(found, result(shorter), name, beside, favorite)


def fewer_steps(rule: str, words: str, most: float) -> Evidence:
    """Return whether a rule needs at most a share of Adam's steps, whichever rate is chosen."""
    share, favorites = needed(rule), needed(rule, favorite=True)
    return Evidence(
        (
            at_most(f"share of Adam's steps that {words} needs", share, most),
            at_most("the same at the rates with the lowest loss of the two seeds", favorites, most),
        ),
        numbers={"percent": 100 * share, "percent_favorites": 100 * favorites},
    )


@claim(
    page=PAGE,
    says="In a small transformer SOAP, Muon and Shampoo, which see a layer as a matrix, end below "
    "tuned Adam.",
    limits=f"{OPTIMIZERS}. Shampoo's seeds and Adam's overlap",
    verdict=IN_PART,
)
def matrix_rules_end_below_adam_in_a_transformer(
    adam: Any, shampoo: Any, soap: Any, muon: Any
) -> Evidence:
    found = result("transformer-optimizers")
    rules = {"soap": "SOAP", "muon": "Muon", "shampoo": "Shampoo"}
    return Evidence(
        tuple(below_adam(rule, words) for rule, words in rules.items()),
        numbers={rule: found.arms[rule].middle("loss") for rule in ("adam", *rules)},
    )


@claim(
    page=PAGE,
    says="Each of eight rules that came after Adam ends below it in a small transformer.",
    limits=f"{OPTIMIZERS}. Shampoo, Lion, Sophia, Adan, Schedule-Free AdamW, Prodigy, SOAP, Muon",
    verdict=FAILS,
)
def every_newer_rule_ends_below_adam_in_a_transformer(
    adam: Any,
    lion: Any,
    sophia: Any,
    adan: Any,
    schedule_free_adamw: Any,
    prodigy: Any,
    shampoo: Any,
    soap: Any,
    muon: Any,
) -> Evidence:
    found = result("transformer-optimizers")
    lead = [ratio(found, "adam", rule) for rule in NEWER]
    return Evidence(
        (at_least("middle loss of Adam ÷ of the other", lead, 1.0),),
        numbers={
            "below": sum(each > 1 for each in lead),
            "above": sum(each < 1 for each in lead),
            **{rule: found.arms[rule].middle("loss") for rule in ("adam", *NEWER)},
        },
    )


@claim(
    page=PAGE,
    says="Muon comes to Adam's loss in about half of Adam's steps.",
    limits=f"{OPTIMIZERS}. {RUNS}",
    verdict=FAILS,
)
def muon_needs_half_of_adams_steps(adam: Any, muon: Any) -> Evidence:
    return fewer_steps("muon", "Muon", HALF)


@claim(
    page=PAGE,
    says="SOAP comes to Adam's loss in 40 percent fewer steps.",
    limits=f"{OPTIMIZERS}. {RUNS}",
    verdict=FAILS,
)
def soap_needs_two_fifths_fewer_steps_than_adam(adam: Any, soap: Any) -> Evidence:
    return fewer_steps("soap", "SOAP", TWO_FIFTHS_FEWER)


@claim(
    page=PAGE,
    says="Sophia comes to Adam's loss in about half of Adam's steps.",
    limits=f"{OPTIMIZERS}. ρ at its default of 0.01: its authors tune it, too",
    verdict=FAILS,
)
def sophia_needs_half_of_adams_steps(adam: Any, sophia: Any) -> Evidence:
    found = result("transformer-optimizers")
    return Evidence(
        (
            at_most(
                "middle loss of Sophia ÷ of Adam, after as many steps",
                ratio(found, "sophia", "adam"),
                1,
            ),
        ),
        numbers={
            "sophia": found.arms["sophia"].middle("loss"),
            "adam_at_half": found.arms["adam"].middle("at 50"),
        },
    )


def below_adam(rule: str, words: str) -> Check:
    """Return whether even the worst seed of a rule ends below the best of Adam."""
    lead = apart(result("transformer-optimizers"), "adam", rule)
    return at_least(f"the lowest loss of Adam ÷ the highest of {words}, over the seeds", lead, 1.0)


def ahead_with(rule: str, words: str, changed: str, without: str) -> Evidence:
    """Return whether a rule ends below Adam, and above it once it was changed."""
    found = result("transformer-optimizers")
    taken = ratio(found, "adam", f"{rule} {changed}")
    return Evidence(
        (below_adam(rule, words),),
        (at_most(f"middle loss of Adam ÷ of {words} {without}", taken, 1),),
        {changed: found.arms[f"{rule} {changed}"].middle("loss")},
    )


@claim(
    page=PAGE,
    says="In a small transformer SOAP ends below Adam because it turns the axes.",
    limits=f"{OPTIMIZERS}. What is left without them is Adam with SOAP's memories of 0.95",
    without="the axes of Shampoo",
)
def soap_is_ahead_because_it_turns_the_axes(adam: Any, soap: Any) -> Evidence:
    return ahead_with("soap", "SOAP", "unturned", "without its axes")


@claim(
    page=PAGE,
    says="In a small transformer Muon ends below Adam because it makes all directions of a matrix "
    "equally strong.",
    limits=f"{OPTIMIZERS}. What is left without it steps along the same momentum, and each step is "
    "as long as Muon's would be",
    without="the orthogonalization, not the length of the steps",
)
def muon_is_ahead_because_it_evens_directions(adam: Any, muon: Any) -> Evidence:
    return ahead_with("muon", "Muon", "uneven", "without evening")


@claim(
    page=PAGE,
    says="Adam with a memory of the gradient of 0.8 in place of 0.9 saves as many of Adam's steps "
    "as Muon does.",
    limits=f"{OPTIMIZERS}. {RUNS}. 0.8 is one of a few memories tried with a seed that tunes",
)
def a_shorter_memory_saves_adam_as_many_steps_as_muon(adam: Any, muon: Any) -> Evidence:
    short, muons = needed("adam short"), needed("muon")
    return Evidence(
        (between("steps that it needs ÷ those that Muon needs", short / muons, 0.9, 1.1),),
        numbers={
            "short": 100 * short,
            "muon": 100 * muons,
            "muon_beside_short": 100 * needed("muon", "adam short"),
            "soap_beside_short": 100 * needed("soap", "adam short"),
        },
    )


@claim(
    page=PAGE,
    says="Where both have a memory of the gradient of 0.8, Muon needs fewer steps than Adam, and "
    "so does SOAP with its own.",
    limits=f"{OPTIMIZERS}. {RUNS}",
)
def with_a_shorter_memory_both_muon_and_soap_lead(adam: Any, muon: Any, soap: Any) -> Evidence:
    muons = needed("muon short", "adam short", "transformer-muon")
    soaps = needed("soap", "adam short")
    return Evidence(
        (at_most("share of the steps of Adam with that memory", [muons, soaps], 1.0),),
        numbers={"muon": 100 * muons, "soap": 100 * soaps},
    )


@claim(
    page=PAGE,
    says="In a small transformer Muon ends lower if embeddings, last layer and vectors are left to "
    "Adam.",
    limits=f"{OPTIMIZERS}. Otherwise Muon has all of them, a vector as a matrix of one column",
)
def muon_ends_lower_if_adam_has_the_rest(adam: Any, muon: Any) -> Evidence:
    inside = result("transformer-optimizers").arms["muon"]
    everywhere = result("transformer-muon").arms["muon everywhere"]
    lead = min(everywhere.at_chosen["loss"]) / max(inside.at_chosen["loss"])
    return Evidence(
        (at_least("the lowest loss of Muon for all ÷ the highest with Adam", lead, 1.0),),
        numbers={"inside": inside.middle("loss"), "everywhere": everywhere.middle("loss")},
    )


RECURRENT = (
    "the adding problem on sequences of 40, 32 tanh units, 1,153 weights; 1500 steps in batches of "
    "16 with a cosine to zero, gradients clipped to the norm 0.3; rates a factor of 2 apart, "
    "chosen by 2 seeds and reported on 6 others; held-out mean square error. Longer runs, other "
    "thresholds and gated units are not tried"
)


@claim(
    page=PAGE,
    says="At the rate that is best for clipped SGD every unclipped run of a recurrent network "
    "diverges, and with clipping none does at any rate.",
    limits=f"{RECURRENT}. Eight rates from 0.02; a run diverges if it ends higher than it began",
)
def clipping_keeps_a_recurrent_network_from_diverging(sgd: Any) -> Evidence:
    arms = result("adding-problem").arms
    bare, clipped = arms["sgd"], arms["sgd clipped"]
    share = bare.share["diverged"][bare.nearest(clipped.rate)]
    return Evidence(
        (
            at_least("share that diverges without clipping at clipped SGD's rate", share, 0.9),
            at_most("share that diverges with clipping", clipped.share["diverged"], 0.1),
        ),
        numbers={"rate": clipped.rate, "own": bare.rate, "times": clipped.rate / bare.rate},
    )


def lowest(arm: Found) -> float:
    """Return the lowest middle at any rate: no choice of a few seeds can end below it."""
    return min(arm.middle("loss", place) for place in range(len(arm.sweep)))


@claim(
    page=PAGE,
    says="Clipping lets SGD and Adam end lower in a recurrent network: at the rate that it chooses "
    "than without it at any rate.",
    limits=f"{RECURRENT}. The middle of the seeds",
)
def clipping_lets_a_recurrent_network_end_lower(sgd: Any, adam: Any) -> Evidence:
    arms = result("adding-problem").arms
    ends = {rule: lowest(arms[rule]) for rule in ("sgd", "adam")}
    clipped = {rule: arms[f"{rule} clipped"].middle("loss") for rule in ends}
    return Evidence(
        (
            at_least(
                "lowest middle error without clipping ÷ with it",
                [ends[rule] / clipped[rule] for rule in ends],
                1.3,
            ),
        ),
        numbers={**ends, **{f"{rule}_clipped": end for rule, end in clipped.items()}},
    )


@claim(
    page=PAGE,
    says="Clipping lets SGD end lower in a recurrent network because the sequences are long.",
    limits=f"{RECURRENT}. The middle of the seeds",
    verdict=FAILS,
    without="the length (sequences of 10)",
)
def clipping_helps_because_sequences_are_long(sgd: Any) -> Evidence:
    found = result("adding-problem")
    long, short = ratio(found, "sgd", "sgd clipped"), ratio(found, "short sgd", "short sgd clipped")
    return Evidence(
        (at_least("middle error without clipping ÷ with it", long, 1.5),),
        (at_most("the same on sequences of 10", short, 1.2),),
        {"long": long, "short": short},
    )


@claim(
    page=PAGE,
    says="Without clipping Adam diverges in a recurrent network, as SGD does.",
    limits=f"{RECURRENT}. Seven rates up to 0.032, 16 times the best",
    verdict=FAILS,
)
def adam_diverges_without_clipping_in_a_recurrent_network(adam: Any) -> Evidence:
    arm = result("adding-problem").arms["adam"]
    rate = max(arm.sweep)
    last = arm.nearest(rate)
    return Evidence(
        (at_least("share that diverges at the largest rate", arm.share["diverged"][last], 0.5),),
        numbers={"rate": rate, "error": arm.middle("loss", last)},
    )


@claim(
    page=PAGE,
    says="In a recurrent network Adam without clipping is no better than clipped SGD.",
    limits=f"{RECURRENT}. The middle of the seeds, Adam's lowest at any rate",
)
def adam_is_no_better_than_clipped_sgd_in_a_recurrent_network(sgd: Any, adam: Any) -> Evidence:
    arms = result("adding-problem").arms
    times = lowest(arms["adam"]) / arms["sgd clipped"].middle("loss")
    return Evidence((at_least("middle error of Adam ÷ of clipped SGD", times, 1),))


BATCHES = (
    "the digits' network, constant rates a factor of 2 apart for each batch size, chosen by the "
    "training loss of 3 seeds; batches of 8 and 128"
)
RATE_LESSON = "learn/the-learning-rate-comes-first"


def grown(rule: str, words: str = "") -> float:
    """Return with which power of the batch size a rule's best rate grows from 8 to 128."""
    arms = result("digits-batches").arms
    small, large = (arms[f"{rule} {size}{words}"].rate for size in (8, 128))
    return float(log10(large / small) / log10(16.0))


@claim(
    page=RATE_LESSON,
    says="On digits the best rate of momentum grows in proportion to the batch size, and Adam's "
    "grows by less, after as many images.",
    limits=f"{BATCHES}, 12,800 images",
)
def on_digits_the_best_rate_grows_with_the_batch(momentum: Any, adam: Any) -> Evidence:
    powers = {rule: grown(rule) for rule in ("momentum", "adam")}
    return Evidence(
        (
            between("power of the batch size, momentum", powers["momentum"], 0.75, 1.25),
            between("Adam", powers["adam"], 0.25, 0.8),
        ),
        numbers=powers,
    )


@claim(
    page=RATE_LESSON,
    says="After as many steps the best rate on digits hardly moves with the batch size, as it does "
    "on a noisy bowl.",
    verdict=FAILS,
    limits=f"{BATCHES}, 400 steps. It moves with momentum and with Adam",
)
def on_digits_the_rate_stays_after_as_many_steps(momentum: Any, adam: Any) -> Evidence:
    powers = {rule: grown(rule, " in as many steps") for rule in ("momentum", "adam")}
    return Evidence(
        (at_most("power of the batch size", list(powers.values()), 0.3),), numbers=powers
    )
