"""An archive of Arabic news: the project package."""

__version__ = "0.1.0"
