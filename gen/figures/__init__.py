"""Every figure of the site, one module for each kind. A module that is not imported here draws nothing."""

from gen.figures import races

__all__ = ["races"]
