"""Many meetings on one page, for people above who were in none of them: read once, laid out once, in every form."""
