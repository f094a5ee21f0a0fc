"""People, organisations and places: which names an article holds, and whom they mean."""
