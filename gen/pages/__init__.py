"""From Markdown to the site: what a page may ask for, and what it is shown. MkDocs writes; nothing here does."""
