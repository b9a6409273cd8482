"""Pages for a browser, each written to one file that works by itself."""
