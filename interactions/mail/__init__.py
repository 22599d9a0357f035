"""The mail backends: SMTP that knows whether a message was handed over, and the trial mailbox."""
