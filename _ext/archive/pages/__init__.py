"""Which pages there are beside the documents, and what each shows: functions of the model."""
