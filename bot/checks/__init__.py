"""``hengkang check``: every part looked at, a row each, with what to do about whatever is wrong."""
