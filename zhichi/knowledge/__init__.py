"""Knowledge: articles, their versions, their review, and who may read them (6.1.1–6.2.3, 6.3.2, 6.4.1)."""
