"""How the shipped bilingual embedding model is made: prepare, initialise, train, export, evaluate."""
