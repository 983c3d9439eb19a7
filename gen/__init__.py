"""Everything on the site that is computed: optimizers, surfaces, simulations, figures."""
