"""Keeps pictures of screens as text: a folder for each scene, with its characters and styles in every size."""
