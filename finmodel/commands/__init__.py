"""What each command does. :mod:`finmodel.cli` declares the commands and loads only the one that was asked for."""
