"""Attachments: stored once by content, checked for their real type, served safely to those who may see their holder."""
