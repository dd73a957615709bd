"""The whole knowledge base as Markdown and files in one archive, and back, without loss."""
