"""The methods that act on matrices: on matrices, and on vectors that are columns."""

from dataclasses import dataclass
from functools import partial
from unittest import mock

import numpy as np

from gen.layers import split
from tests.parity import MATRICES, VECTORS, Quadratic, reference
from tests.parity.walks import double_precision, optax_reference, torch_walk

SHAMPOO = {"lr": (1e-3, 0.1), "eps": (0.01, 1.0)}


def shampoo(rule, loss, start, steps, flat):
    from pytorch_optimizer import Shampoo

    knobs = {"lr": rule.lr, "preconditioning_compute_steps": 1, "matrix_eps": rule.eps}
    return torch_walk(lambda w: Shampoo(w, **knobs), loss, start, steps, flat=flat)


@reference(
    "shampoo",
    "pytorch_optimizer",
    "pytorch_optimizer.Shampoo on vectors",
    option="matrix_eps=ε, its roots renewed at every step",
    **SHAMPOO,
)
def shampoo_on_vectors(rule, loss, start, steps):
    return shampoo(rule, loss, start, steps, flat=True)


@reference(
    "shampoo",
    "pytorch_optimizer",
    "pytorch_optimizer.Shampoo on matrices",
    option="matrix_eps=ε, its roots renewed at every step",
    losses=MATRICES,
    **SHAMPOO,
)
def shampoo_on_matrices(rule, loss, start, steps):
    return shampoo(rule, loss, start, steps, flat=False)


SOAP = {
    "lr": (1e-4, 0.1),
    "beta1": (0.0, 0.98),
    "beta2": (0.5, 0.999),
    "eps": (1e-10, 1e-4),
    "weight_decay": (1e-4, 0.1),
}
# In its own axes a gradient is diagonal, and the first step stays where it is: what the second sees
# off the diagonal is rounding, of which a small ε makes a step. A gradient with more columns than
# rows has columns that it does not turn: their axes are anybody's choice.
FULL = (Quadratic(4, ((4, 3),)), Quadratic(6, ((2, 2),)), Quadratic(8, ((4, 4),)))


def soap(rule, loss, start, steps, flat):
    from pytorch_optimizer import SOAP

    knobs = {"betas": (rule.beta1, rule.beta2), "eps": rule.eps, "weight_decay": rule.weight_decay}
    with double_precision():
        return torch_walk(lambda w: SOAP(w, lr=rule.lr, **knobs), loss, start, steps, flat=flat)


@reference("soap", "pytorch_optimizer", "pytorch_optimizer.SOAP on vectors", **SOAP)
def soap_on_vectors(rule, loss, start, steps):
    return soap(rule, loss, start, steps, flat=True)


@reference(
    "soap",
    "pytorch_optimizer",
    "pytorch_optimizer.SOAP on matrices",
    option="its QR in float64, not float32; ε ≥ 10⁻⁴",
    losses=FULL,
    **SOAP | {"eps": (1e-4, 0.1)},
)
def soap_on_matrices(rule, loss, start, steps):
    return soap(rule, loss, start, steps, flat=False)


MUON = {"lr": (1e-4, 0.03), "beta": (0.5, 0.98)}


@reference(
    "muon",
    "torch",
    "torch.optim.Muon",
    option="no decay; in float64, not bfloat16; ε added to the norm, as the author does",
    losses=MATRICES,
    **MUON,
)
def muon(rule, loss, start, steps):
    import torch

    knobs = {"lr": rule.lr, "momentum": rule.beta, "weight_decay": 0.0}
    ours = {"bfloat16": torch.Tensor.clone, "clamp": lambda norm, min: norm + min}
    with mock.patch.multiple(torch.Tensor, **ours):
        return torch_walk(lambda w: torch.optim.Muon(w, **knobs), loss, start, steps, flat=False)


@reference(
    "muon",
    "pytorch_optimizer",
    "pytorch_optimizer.Muon",
    option="no decay; in float64, not bfloat16; ε added to the norm, as the author does",
    losses=MATRICES,
    **MUON,
)
def muon_pytorch_optimizer(rule, loss, start, steps):
    import torch
    from pytorch_optimizer import Muon
    from pytorch_optimizer.optimizer.muon import base

    ours = partial(base.zero_power_via_newton_schulz_5, dtype=torch.float64)
    with (
        mock.patch.object(base, "zero_power_via_newton_schulz_5", ours),
        mock.patch.object(torch.Tensor, "clamp_min_", torch.Tensor.add_),
    ):
        group = {"use_muon": True, "momentum": rule.beta}
        return torch_walk(
            lambda w: Muon([{"params": w, **group}], lr=rule.lr), loss, start, steps, flat=False
        )


@optax_reference(
    "muon",
    "optax.contrib.muon",
    option="after optax.trace(β, nesterov=True), with its own momentum, corrected for its start, "
    "off; outputs in rows",
    losses=MATRICES,
    flat=False,
    **MUON,
)
def muon_optax(optax, rule):
    ahead = optax.chain(optax.trace(rule.beta, nesterov=True), optax.scale(1 - rule.beta))
    rows = optax.contrib.MuonDimensionNumbers(reduction_axis=1, output_axis=0)
    knobs = {"beta": 0.0, "nesterov": False, "eps": 1e-7, "muon_weight_dimension_numbers": rows}
    return optax.chain(ahead, optax.contrib.muon(rule.lr, **knobs))


@reference("muon", "transcription", "the author's post", losses=(*MATRICES, *VECTORS), **MUON)
def muon_transcribed(rule, loss, start, steps):
    shape = loss.shapes[0] if len(loss.shapes[0]) == 2 else (len(start), 1)
    momentum, points = np.zeros(shape), [start]
    for _ in range(steps):
        gradient = loss.grad(points[-1]).reshape(shape)
        momentum += (1 - rule.beta) * (gradient - momentum)
        update = gradient + rule.beta * (momentum - gradient)
        # The polynomial acts on singular values alone, so it may as well be applied to them.
        u, s, v = np.linalg.svd(update, full_matrices=False)
        s = s / (np.sqrt((s**2).sum()) + 1e-7)
        for _ in range(5):
            s = 3.4445 * s - 4.7750 * s**3 + 2.0315 * s**5
        moved = (
            points[-1].reshape(shape) - rule.lr * np.sqrt(max(1, shape[0] / shape[1])) * (u * s) @ v
        )
        points.append(moved.ravel())
    return np.array(points)


@dataclass(frozen=True)
class TwoLayers(Quadratic):
    """A quadratic whose layers claim Kronecker factors that change with the weights."""

    def factors(self, x, index):
        shape, part = self.shapes[index], split(x, self.shapes)[index]
        outputs = part @ part.mT + 0.1 * np.eye(shape[0])
        inputs = part.mT @ part + 0.3 * np.eye(shape[1])
        return inputs, outputs


@reference(
    "kfac",
    "transcription",
    "Martens & Grosse, sections 5 and 6.3",
    losses=(TwoLayers(11, ((4, 3), (3, 4))), TwoLayers(12, ((2, 5),))),
    lr=(1e-3, 0.3),
    beta=(0.0, 0.98),
    damping=(1e-6, 1.0),
)
def kfac(rule, loss, start, steps):
    """Divide by the damped Kronecker product itself, written out and solved with as one matrix."""
    x, averages = np.array(start), [None] * len(loss.shapes)
    points = [x]
    for k in range(1, steps + 1):
        gradients, steps_taken, keep = (
            split(loss.grad(x), loss.shapes),
            [],
            min(1 - 1 / k, rule.beta),
        )
        for i, gradient in enumerate(gradients):
            new = loss.factors(x, i)
            old = averages[i] or new
            a, s = averages[i] = tuple(
                keep * o + (1 - keep) * n for o, n in zip(old, new, strict=True)
            )
            pi = np.sqrt((np.trace(a) / len(a)) / (np.trace(s) / len(s)))
            damped_a = a + np.sqrt(rule.damping) * pi * np.eye(len(a))
            damped_s = s + np.sqrt(rule.damping) / pi * np.eye(len(s))
            # Row by row, a matrix W as a vector has Fisher matrix S ⊗ A.
            steps_taken.append(np.linalg.solve(np.kron(damped_s, damped_a), gradient.ravel()))
        x = x - rule.lr * np.concatenate(steps_taken)
        points.append(x)
    return np.array(points)
