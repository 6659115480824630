"""Crafted files: one module a container.

`planted()` of each gives, by name, a file with one nasty block and the unique
ASCII marker that stands in it; `shapes()` gives clean files of every kind of
coding; `with_everything()` gives one file with all the blocks at once.
"""
