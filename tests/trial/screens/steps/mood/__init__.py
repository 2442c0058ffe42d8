"""Everybody gives a figure from 1 to 10 and a word: a kind of step on trial."""
