"""Installed on a person's computer, for that person alone: install, uninstall, the kit, doctor, the launchers."""
