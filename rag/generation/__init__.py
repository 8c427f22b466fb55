"""Optional wording of answers by a language model; what it claims to quote is verified against the source."""
