"""What is wrong with a plan, told before Azure or the certification team does."""
