"""Day, month, year, as on the pages; the months have both names in the catalogue."""

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y H:i"
