"""Dossiers of tagged budgets: in files, in a folder whose journal only grows, and the sample."""
