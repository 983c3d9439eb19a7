"""Every claim of the site: a small function that tries to refute a sentence of a page.

>>> from gen.claims import CLAIMS
>>> found = CLAIMS["adam-moves-by-its-rate-at-first"].measure()
>>> found.verdict
'holds'
"""

import pkgutil
from importlib import import_module

from gen.claims.ledger import ABSENT, CLAIMS

__all__ = ["ABSENT", "CLAIMS"]

# Every module here is read: a claim is added in one place.
for _module in pkgutil.iter_modules(__path__, f"{__name__}."):
    import_module(_module.name)
