"""The same answers as a static site: a page for everything we know, a map, search in the browser, open data.

Nothing is imported here: the bot needs the pages' addresses, and not all that makes the pages.
"""
