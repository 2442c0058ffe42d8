"""Documents made of blocks and the formats they are written in; no meeting is known here."""
