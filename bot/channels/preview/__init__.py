"""The same assistant in a browser, on this computer only, with the reasons beside each reply."""
