"""Lists as files for spreadsheets and maps: CSV, XLSX, GeoJSON, GeoPackage; one file per form."""
