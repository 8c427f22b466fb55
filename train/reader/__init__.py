"""The shipped reader: how likely a sentence, with what stands around it, answers a question."""
