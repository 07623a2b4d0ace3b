"""Will this flight be late? One project through every stage, with numbers that a command reproduces."""
