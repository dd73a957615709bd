"""The duty roster (4.1): who works which shift, who holds a duty role when, swaps, coverage."""
