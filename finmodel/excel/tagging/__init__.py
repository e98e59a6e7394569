"""The workbook of a tagged budget: every line, live sums, decisions, rules and method."""
