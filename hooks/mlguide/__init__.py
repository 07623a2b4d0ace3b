"""The library behind the hooks: Markdown extensions and pure functions, free of MkDocs except in `site`."""
