"""What tries to break the program: forgeries and, run by command, in numbers that no test suite has time for."""
