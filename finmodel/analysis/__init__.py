"""Questions asked of a plan: pure functions from a plan to results."""
