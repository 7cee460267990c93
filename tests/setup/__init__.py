"""Installing, uninstalling, the kit, doctor and the launchers."""
