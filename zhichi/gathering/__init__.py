"""Articles that come by themselves: sources, runs, incoming changes; the whole base as Markdown and back (6.2.2)."""
