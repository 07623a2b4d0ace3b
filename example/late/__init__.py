"""Will this flight be late? One machine-learning project through every stage, with numbers that a command reproduces."""
