"""Every figure of the site, one module for each kind. A module that is not imported here draws nothing."""

from gen.figures import overview, paths, plain_descent, races, rates, standings, starts, state, surfaces

__all__ = ["overview", "paths", "plain_descent", "races", "rates", "standings", "starts", "state", "surfaces"]
