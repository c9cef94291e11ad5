"""Which pages there are, and what each shows: functions of the model."""
