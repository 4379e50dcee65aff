"""Who, how ill, and at what dose."""
