"""Parts of pages: charts, tables, formats and marks."""
