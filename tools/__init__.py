"""Small tools for those who work on the product; nothing in zhichi imports them."""
