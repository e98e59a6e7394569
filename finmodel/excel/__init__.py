"""The workbook: template, writer and reader, derived from the model's declarations."""
