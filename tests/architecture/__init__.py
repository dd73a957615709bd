"""Rules of the house that ruff, mypy and import-linter cannot say."""
