"""How dates and times are written in each language: the 24-hour clock, the same as `ui.timing` says them."""
