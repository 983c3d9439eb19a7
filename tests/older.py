"""What an older processor computes: NumPy's, OpenBLAS's and the C library's choices taken away."""

import json
import os
import subprocess
import sys
from pathlib import Path

from numpy._core._multiarray_umath import __cpu_dispatch__

ROOT = Path(__file__).parent.parent

# They are told by names that each understands or ignores on any machine.
PLAIN = {
    "NPY_DISABLE_CPU_FEATURES": " ".join(__cpu_dispatch__),
    "OPENBLAS_CORETYPE": "Nehalem",
    "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-FMA,-AVX512F",
}


def elsewhere(module, expression):
    """Return the value of an expression over a module, computed in a process of its own."""
    code = f"import json; from {module} import *; print(json.dumps({expression}))"
    command = [sys.executable, "-c", code]
    environment = os.environ | PLAIN
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])
