"""Imports and exports spreadsheets: CSV and XLSX."""
