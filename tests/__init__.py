"""The tests. A test lies where what it tests lies."""
