"""The notebooks: small files that anyone can run, executed at every build, with the rules of this site in them."""

import ast
import json
import re
import sys

import matplotlib.pyplot as plt
import numpy as np
import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe
from mkdocs_jupyter.convert import nb2html
from nbclient.exceptions import CellExecutionError

from gen.optimizers import OPTIMIZERS
from gen.pages.notebooks import END, prepare
from gen.palette import THEMES
from gen.simulate import simulate
from gen.surfaces import SURFACES
from tests.conftest import ROOT

NOTEBOOKS = sorted((ROOT / "docs" / "notebooks").glob("*.ipynb"))
ADAM = ROOT / "docs" / "notebooks" / "build-adam-from-nothing.ipynb"
EVERY = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
