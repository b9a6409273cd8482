"""What does a message mean? Pure functions of text: no files, no network, no database."""
