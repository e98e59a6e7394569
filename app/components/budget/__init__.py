"""Parts of the budget pages: reading a budget in, its rules, the review and the report."""
