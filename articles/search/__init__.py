"""Search engines behind one contract: types, query language, ranking, engines. No Django."""
