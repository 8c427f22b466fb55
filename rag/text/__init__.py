"""Work on text alone: its language, its normal form, its sentences and words."""
