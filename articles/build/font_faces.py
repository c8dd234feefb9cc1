"""The web fonts that every page preloads, and the packaged faces they are made from."""

WEB_FONTS = {
    "amiri-400.woff2": ("Amiri", 400),
    "amiri-700.woff2": ("Amiri", 700),
    "plex-400.woff2": ("IBM Plex Sans Arabic", 400),
    "plex-500.woff2": ("IBM Plex Sans Arabic", 500),
    "plex-600.woff2": ("IBM Plex Sans Arabic", 600),
}
