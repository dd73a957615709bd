"""Small shared kernel: errors, events, rights, actors; knows nothing of any part."""
