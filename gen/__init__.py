"""Everything on the site that is computed: optimizers, surfaces, simulations and the figures they draw."""
