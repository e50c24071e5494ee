"""The same answers as a static site: a page for everything we know, a map, search in the browser, open data."""

from odop_bot.site.building import SiteError, build_site

__all__ = ["SiteError", "build_site"]
