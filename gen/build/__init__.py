"""The build: tasks, the processes that do them, and the one hand that writes files."""
