"""For every kind of step its panel in the meeting; the names are those of `facilitator/steps`."""
