"""Part desk."""
