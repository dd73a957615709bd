"""What the product tells its people: notices, acknowledged in the product and collected into one mail (3.1.2)."""
