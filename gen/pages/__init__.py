"""From Markdown and notebooks to the site: what a page may ask for, and what it is shown.

MkDocs writes the files, and calls `hook.py`; nothing else here does. `offline.py` packs what it has
written.

>>> from gen.pages.parts import number, plain
>>> number(0.158217), plain(1e-8)
('0.158', '10⁻⁸')
"""
