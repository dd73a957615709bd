"""One module for each sub-command of `zhichi`, found by its name.

Each has `ORDER` (place in the help), `help_text()`, `add_arguments(parser)` and `run(options) -> int` (the exit code).
Modules import Django only inside `run`, so that `zhichi --help` answers at once.
"""
