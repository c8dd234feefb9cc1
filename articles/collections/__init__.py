"""Collections of articles: made, filled, put in order, shared and listed
(:mod:`articles.collections.editing`). Who may read one is asked by its rows
(:mod:`articles.models.collections`)."""
