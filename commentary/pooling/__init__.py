"""Both sides read together: the claims through time, the pooled probability of an outcome, and how well it has done."""
