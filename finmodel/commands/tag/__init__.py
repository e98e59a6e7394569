"""``finmodel tag``: a budget tagged, reconciled and reported."""
