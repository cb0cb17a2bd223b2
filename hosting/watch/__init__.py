"""What is seen from outside: health, metrics, the log, and the doctor."""
