"""How Django itself writes dates where its own pages show them (``FORMAT_MODULE_PATH``)."""
