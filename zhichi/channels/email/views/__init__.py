"""Pages of the mail channel, below /desk/mail/."""
