"""What a plan is: frozen data with its meaning, no arithmetic on money and no files."""
