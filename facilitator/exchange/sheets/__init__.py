"""Import and export as tables: CSV and XLSX."""
